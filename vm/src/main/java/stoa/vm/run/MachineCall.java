// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.types.codec.Malformed;
import stoa.vm.Effect;
import stoa.vm.Oracle;
import stoa.vm.StateView;

/// Machine calls by name: a map of one key, the call's name, to a map of its arguments.
final class MachineCall {
    static final int READ = 1;
    static final int WRITE = 2;
    static final int BALANCE = 3;
    static final int CALL = 4;
    static final int KECCAK = 5;
    static final int FINISH = 6;
    static final int FORK = 7;
    static final int MESSAGE = 8;
    static final int FORKED = 9;

    static final int BLOCK = 0;
    static final int SANDBOX = 2;

    private static final int TOPICS_MAX = 4;
    private static final int IMAGES_MAX = 2;
    private static final int IMAGE_BYTES_MAX = 5 << 20;
    private static final BigInteger U256_MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    private static final Pattern WAIT = Pattern.compile("(\\d{1,9})(ms|s)");

    private final Run run;
    private final Calldata.Entries arguments;

    private MachineCall(Run run, Calldata.Entries arguments) {
        this.run = run;
        this.arguments = arguments;
    }

    /// The request is wrong in itself; the guest gets `inval`.
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String what) {
            super(what, null, false, false);
        }
    }

    static byte[] answer(Run run, byte[] framed) {
        try {
            if (framed.length < 4) return Run.error(Run.INVALID);
            int length = Bits.u32(framed, 0);
            if (length < 0 || length > framed.length - 4) return Run.error(Run.INVALID);
            if (length > run.execution().host().limits().calldataBytes()) return Run.error(Run.OVERFLOW, "too large");
            var request = Calldata.decode(java.util.Arrays.copyOfRange(framed, 4, 4 + length));
            if (!(request instanceof Calldata.Entries map) || map.entries().size() != 1)
                return Run.error(Run.INVALID, "a machine call is a map of one key");
            var name = map.entries().firstKey();
            var value = map.entries().get(name);
            if (name.equals("Trace")) return trace(run, value);
            if (!(value instanceof Calldata.Entries arguments)) return Run.error(Run.INVALID);
            return new MachineCall(run, arguments).answer(name);
        } catch (Malformed | Wrong wrong) {
            return Run.error(Run.INVALID, String.valueOf(wrong.getMessage()));
        }
    }

    private byte[] answer(String name) throws Wrong {
        return switch (name) {
            case "ExecPrompt", "ExecPromptTemplate", "WebRequest", "WebRender" -> ask(name);
            case "CallContract" -> callContract();
            case "EthCall" -> ethCall();
            case "PostMessage" -> postMessage();
            case "DeployContract" -> deployContract();
            case "EthSend" -> ethSend();
            case "EmitEvent" -> emitEvent();
            default -> Run.error(Run.INVALID, "unknown machine call " + name);
        };
    }

    private static byte[] trace(Run run, @Nullable Calldata value) {
        if (value instanceof Calldata.Entries map && map.get("Message") instanceof Calldata.Text text)
            run.execution().receipt().trace(text.value());
        return Run.ok(Calldata.of(0).encode());
    }

    // ------------------------------------------------------------------ reading others

    private byte[] callContract() throws Wrong {
        if (run.world() == Run.World.NONDETERMINISTIC) return Run.error(Run.FORBIDDEN, "contracts cannot be read here");
        var kind = integer("state").intValue() == 1 ? StateView.Kind.FINAL : StateView.Kind.ACCEPTED;
        return Run.ok(run.view(address("address"), value("calldata"), kind).encode());
    }

    private byte[] ethCall() throws Wrong {
        if (run.world() == Run.World.NONDETERMINISTIC) return Run.error(Run.FORBIDDEN, "contracts cannot be read here");
        var answer = run.execution().host().state().ethereumCall(address("address"), bytes("calldata"));
        return answer.map(Run::ok).orElseGet(() -> Run.error(Run.INVALID, "evm reverted"));
    }

    // ------------------------------------------------------------------ effects

    private byte @Nullable [] refused() {
        return run.world() == Run.World.WRITING
                ? null
                : Run.error(Run.FORBIDDEN, "messages and events cannot be emitted here");
    }

    /// Debits a value, or says that there is not enough.
    private boolean pay(BigInteger value) {
        if (value.compareTo(run.balance(run.call().contract())) > 0) return false;
        var receipt = run.execution().receipt();
        receipt.spent = receipt.spent.add(value);
        return true;
    }

    private byte[] postMessage() throws Wrong {
        var refused = refused();
        if (refused != null) return refused;
        var calldata = value("calldata").encode();
        var value = amount("value");
        var message = new Effect.Message(address("address"), calldata, value, on());
        if (!pay(value)) return Run.error(Run.INSUFFICIENT);
        run.execution().receipt().add(message, calldata.length);
        return Run.ok();
    }

    private byte[] deployContract() throws Wrong {
        var refused = refused();
        if (refused != null) return refused;
        var code = bytes("code");
        var calldata = value("calldata").encode();
        var value = amount("value");
        var salt = amount("salt_nonce");
        Optional<Address> address = salt.signum() == 0
                ? Optional.empty()
                : Optional.of(
                        Execution.salted(run.call().contract(), salt, run.call().chainId()));
        var on = on();
        if (!pay(value)) return Run.error(Run.INSUFFICIENT);
        run.execution()
                .receipt()
                .add(new Effect.Deployment(code, calldata, salt, value, on, address), code.length + calldata.length);
        return Run.ok(address.<Calldata>map(Calldata::of).orElse(Calldata.NULL).encode());
    }

    private byte[] ethSend() throws Wrong {
        var refused = refused();
        if (refused != null) return refused;
        var data = bytes("calldata");
        var value = amount("value");
        var to = address("address");
        if (!pay(value)) return Run.error(Run.INSUFFICIENT);
        run.execution().receipt().add(new Effect.EthereumMessage(to, data, value), data.length);
        return Run.ok();
    }

    private byte[] emitEvent() throws Wrong {
        var refused = refused();
        if (refused != null) return refused;
        var topics = new ArrayList<Hash>();
        for (var topic : items("topics")) {
            if (!(topic instanceof Calldata.Blob blob) || blob.bytes().length != Hash.BYTES)
                throw new Wrong("a topic has 32 bytes");
            topics.add(Hash.of(blob.bytes()));
        }
        if (topics.size() > TOPICS_MAX) throw new Wrong("an event has at most " + TOPICS_MAX + " topics");
        var blob = value("blob");
        run.execution()
                .receipt()
                .add(new Effect.Event(topics, blob), Hash.BYTES * topics.size() + blob.encode().length);
        return Run.ok();
    }

    // ------------------------------------------------------------------ models and the web

    private byte[] ask(String name) throws Wrong {
        var oracle = run.execution().host().oracle();
        if (run.world() != Run.World.NONDETERMINISTIC || oracle.isEmpty())
            return Run.error(Run.FORBIDDEN, "models and the web can be asked in a nondeterministic block only");
        var question =
                switch (name) {
                    case "ExecPrompt" -> prompt();
                    case "ExecPromptTemplate" -> template();
                    case "WebRequest" -> request();
                    default -> new Oracle.Question.Page(text("url"), text("mode"), waitMillis());
                };
        if (question instanceof Oracle.Question.Prompt prompt && prompt.text().isBlank())
            return failure(java.util.List.of("EMPTY_PROMPT"));
        return switch (oracle.get().ask(question)) {
            case Oracle.Answer.Ok ok -> Run.ok(Calldata.map("ok", ok.value()).encode());
            case Oracle.Answer.Failed failed -> failure(failed.causes());
        };
    }

    private static byte[] failure(java.util.List<String> causes) {
        var list = Calldata.of(causes.stream().map(Calldata::of).toList());
        return Run.ok(
                Calldata.map("error", Calldata.map("causes", list, "ctx", Calldata.map(), "fatal", Calldata.of(false)))
                        .encode());
    }

    private Oracle.Question prompt() throws Wrong {
        var images = new ArrayList<byte[]>();
        for (var image : items("images")) {
            if (!(image instanceof Calldata.Blob blob)) throw new Wrong("an image is bytes");
            if (blob.bytes().length > IMAGE_BYTES_MAX) throw new Wrong("an image has at most 5 MiB");
            images.add(blob.bytes());
        }
        if (images.size() > IMAGES_MAX) throw new Wrong("a prompt has at most " + IMAGES_MAX + " images");
        return new Oracle.Question.Prompt(
                text("prompt"), text("response_format").equals("json"), images);
    }

    private Oracle.Question template() throws Wrong {
        var variables = new TreeMap<String, String>();
        for (var entry : arguments.entries().entrySet())
            if (!entry.getKey().equals("template")) variables.put(entry.getKey(), text(entry.getKey()));
        return new Oracle.Question.Template(text("template"), variables);
    }

    private Oracle.Question request() throws Wrong {
        var headers = new TreeMap<String, byte[]>();
        if (arguments.get("headers") instanceof Calldata.Entries map)
            for (var header : map.entries().entrySet()) {
                if (!(header.getValue() instanceof Calldata.Blob blob)) throw new Wrong("a header's value is bytes");
                headers.put(header.getKey(), blob.bytes());
            }
        var body = arguments.get("body") instanceof Calldata.Blob blob ? blob.bytes() : new byte[0];
        boolean sign = arguments.get("sign") instanceof Calldata.Bool bool && bool.value();
        return new Oracle.Question.Request(text("method"), text("url"), headers, body, sign);
    }

    private long waitMillis() throws Wrong {
        var match = WAIT.matcher(text("wait_after_loaded"));
        if (!match.matches()) throw new Wrong("wait_after_loaded is a number of ms or s");
        return Long.parseLong(match.group(1)) * (match.group(2).equals("s") ? 1000 : 1);
    }

    // ------------------------------------------------------------------ arguments

    private Calldata value(String key) throws Wrong {
        var value = arguments.get(key);
        if (value == null) throw new Wrong(key + " is missing");
        return value;
    }

    private Address address(String key) throws Wrong {
        if (value(key) instanceof Calldata.Account account) return account.address();
        throw new Wrong(key + " is an address");
    }

    private byte[] bytes(String key) throws Wrong {
        if (value(key) instanceof Calldata.Blob blob) return blob.bytes();
        throw new Wrong(key + " is bytes");
    }

    private String text(String key) throws Wrong {
        if (value(key) instanceof Calldata.Text text) return text.value();
        throw new Wrong(key + " is a text");
    }

    private BigInteger integer(String key) throws Wrong {
        if (value(key) instanceof Calldata.Int number) return number.value();
        throw new Wrong(key + " is an integer");
    }

    private BigInteger amount(String key) throws Wrong {
        var value = integer(key);
        if (value.signum() < 0 || value.compareTo(U256_MAX) > 0) throw new Wrong(key + " is a number of 256 bits");
        return value;
    }

    private java.util.List<Calldata> items(String key) throws Wrong {
        if (value(key) instanceof Calldata.Items items) return items.items();
        throw new Wrong(key + " is a list");
    }

    private Effect.On on() throws Wrong {
        return switch (text("on")) {
            case "accepted" -> Effect.On.ACCEPTED;
            case "finalized" -> Effect.On.FINALIZED;
            default -> throw new Wrong("on is accepted or finalized");
        };
    }
}
