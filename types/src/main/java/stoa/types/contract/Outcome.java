// SPDX-License-Identifier: Apache-2.0
package stoa.types.contract;

import java.math.BigInteger;
import java.util.List;
import stoa.types.Blob;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Utf8;
import stoa.types.codec.Writer;
import stoa.types.state.Codec;
import stoa.types.state.Fields;

/// What a leader's run of a contract came to: everything that the ledger will do if most validators agree. To the
/// ledger its bytes are opaque but for where they go. `spec/contracts.md` holds the encoding; rule CTR-6.
///
/// @param execution digest of the run itself, which cannot be made from the other fields: whoever knows it executed.
/// The bait, in a trap
/// @param code 0 returned, 1 the contract's own error, 2 the machine's
/// @param result payload that goes with the code
/// @param equivalence outputs of the nondeterministic blocks, in order
/// @param writes in the order in which they are applied; none unless it returned
/// @param messages none unless it returned
/// @param events none unless it returned
public record Outcome(
        Hash execution,
        int code,
        Blob result,
        List<Blob> equivalence,
        List<SlotWrite> writes,
        List<Message> messages,
        List<ContractEvent> events) {
    public static final int RETURNED = 0;
    public static final int MOST_BLOCKS = 4_096;
    public static final int MOST_WRITES = 65_536;
    public static final int MOST_MESSAGES = 64;
    public static final int MOST_EVENTS = 1_024;
    public static final int MOST_TOPICS = 4;

    public static final Codec<Outcome> CODEC = new Codec<>(Outcome::write, Outcome::read);
    private static final byte[] RESULT = Utf8.encode("stoa result 1");

    public Outcome {
        equivalence = List.copyOf(equivalence);
        writes = List.copyOf(writes);
        messages = List.copyOf(messages);
        events = List.copyOf(events);
    }

    /// Bytes of a slot of the contract's own storage.
    ///
    /// @param offset at most 2^32 − 1
    public record SlotWrite(Hash slot, long offset, Blob bytes) {}

    /// An event of the contract.
    public record ContractEvent(List<Hash> topics, Blob blob) {
        public ContractEvent {
            topics = List.copyOf(topics);
        }
    }

    public boolean returned() {
        return code == RETURNED;
    }

    /// What is voted on: it binds the run and every byte of what it came to.
    ///
    /// @param execution the run's digest, or in a trap the bait
    public Hash result(Hashing hashing, Hash execution) {
        return result(hashing, execution, new Blob(CODEC.encode(this)));
    }

    /// The same, of an outcome's bytes.
    public static Hash result(Hashing hashing, Hash execution, Blob encoded) {
        byte[] body = java.util.Arrays.copyOfRange(encoded.bytes(), Hash.BYTES, encoded.length());
        return hashing.sha256(RESULT, execution.bytes(), hashing.sha256(body).bytes());
    }

    /// Reads a leader's bytes; one that writes without having returned is refused as well.
    public static Outcome parse(Blob encoded) throws Malformed {
        return CODEC.parse(encoded.bytes());
    }

    // ── encoding ──

    private static void write(Writer out, Outcome outcome) {
        out.hash(outcome.execution).u8(outcome.code).bytes(outcome.result.bytes());
        out.list(MOST_BLOCKS, outcome.equivalence, (to, block) -> to.bytes(block.bytes()));
        out.list(MOST_WRITES, outcome.writes, (to, write) -> to.hash(write.slot)
                .u32(write.offset)
                .bytes(write.bytes.bytes()));
        out.list(MOST_MESSAGES, outcome.messages, Outcome::write);
        out.list(MOST_EVENTS, outcome.events, (to, event) -> to.list(MOST_TOPICS, event.topics, Writer::hash)
                .bytes(event.blob.bytes()));
    }

    private static Outcome read(Reader in) {
        var outcome = new Outcome(
                in.hash(),
                in.u8(),
                blob(in),
                in.list(MOST_BLOCKS, Outcome::blob),
                in.list(MOST_WRITES, Outcome::slotWrite),
                in.list(MOST_MESSAGES, Outcome::message),
                in.list(MOST_EVENTS, each -> new ContractEvent(each.list(MOST_TOPICS, Reader::hash), blob(each))));
        if (outcome.code > 2) throw new Corrupt("a code above 2");
        boolean effects = !outcome.writes.isEmpty() || !outcome.messages.isEmpty() || !outcome.events.isEmpty();
        if (!outcome.returned() && effects) throw new Corrupt("effects of a run that did not return");
        return outcome;
    }

    private static SlotWrite slotWrite(Reader in) {
        var write = new SlotWrite(in.hash(), in.u32(), blob(in));
        if (write.bytes.isEmpty()) throw new Corrupt("a write of nothing");
        if (write.offset + write.bytes.length() > 1L << 32) throw new Corrupt("a write beyond a slot's end");
        return write;
    }

    private static void write(Writer out, Message message) {
        out.bool(message.deploys()).bool(message.onAcceptance()).address(message.recipient());
        Fields.coin(out, message.value());
        out.bytes(message.calldata().bytes());
        if (message.deploys()) out.bytes(message.code().bytes()).hash(Hash.of(word(message.salt())));
    }

    private static Message message(Reader in) {
        boolean deploys = in.bool();
        boolean onAcceptance = in.bool();
        var recipient = in.address();
        if (deploys && !recipient.isZero()) throw new Corrupt("a deployment names no recipient");
        var value = Fields.coin(in);
        var calldata = blob(in);
        var code = deploys ? blob(in) : Blob.EMPTY;
        var salt = deploys ? new BigInteger(1, in.hash().bytes()) : BigInteger.ZERO;
        return new Message(deploys, onAcceptance, recipient, value, calldata, code, salt);
    }

    private static byte[] word(BigInteger number) {
        var bytes = number.toByteArray();
        var word = new byte[Hash.BYTES];
        int from = bytes.length > Hash.BYTES ? bytes.length - Hash.BYTES : 0;
        System.arraycopy(bytes, from, word, Hash.BYTES - (bytes.length - from), bytes.length - from);
        return word;
    }

    private static Blob blob(Reader in) {
        return new Blob(in.bytes());
    }
}
