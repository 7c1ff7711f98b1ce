// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.codec.Calldata;

class ContractTest {
    private static final String STORAGE = """
            class Storage(gl.Contract):
                text: str

                def __init__(self, text: str):
                    self.text = text

                @gl.public.view
                def get(self) -> str:
                    return self.text

                @gl.public.write
                def update(self, text: str) -> None:
                    self.text = text

                def hidden(self): ...
            """;

    private final Stage stage = new Stage();

    @Test
    void what_one_call_stores_the_next_one_reads() {
        var at = stage.contract(STORAGE, Calldata.of("first"));
        assertEquals(Calldata.of("first"), Stage.value(stage.read(at, "get")));
        assertEquals(Calldata.NULL, Stage.value(stage.write(at, "update", Calldata.of("zwölf"))));
        assertEquals(Calldata.of("zwölf"), Stage.value(stage.read(at, "get")));
    }

    @Test
    void the_same_call_has_the_same_outcome_from_a_fresh_and_from_a_kept_image() {
        var code = Stage.code("# seen here for the first time\n" + STORAGE);
        var fresh = new Stage().deploy(Stage.BOB, code, Calldata.of("x"));
        Stage.value(fresh);
        for (int i = 0; i < 3; i++) {
            var kept = new Stage().deploy(Stage.BOB, code, Calldata.of("x"));
            assertEquals(fresh.writes(), kept.writes());
            assertEquals(fresh.steps(), kept.steps());
            assertEquals(fresh.memoryPages(), kept.memoryPages());
        }
    }

    @Test
    void a_view_cannot_write() {
        var at = stage.contract("""
                class C(gl.Contract):
                    n: u8
                    def __init__(self): ...
                    @gl.public.view
                    def sneak(self) -> int:
                        self.n = 1
                        return 1
                """);
        var outcome = stage.read(at, "sneak");
        assertEquals(new Result.VmError("exit_code 1"), outcome.result());
        assertTrue(outcome.stderr().contains("storage cannot be written here"), outcome.stderr());
    }

    @Test
    void calls_that_fit_no_method_end_as_clients_expect() {
        var at = stage.contract(STORAGE, Calldata.of("x"));
        for (var method : List.of("hidden", "nothing", "__init__", "#nothing", ""))
            assertEquals(
                    new Result.VmError("exit_code 1"), stage.write(at, method).result(), method);
        assertEquals(
                new Result.VmError("exit_code 1"), stage.write(at, "update").result());
        assertEquals(
                new Result.VmError("exit_code 1"),
                stage.send(at, Stage.ANN, 5, "update", Calldata.of("y")).result(),
                "a method that takes no value");
        var notAMap = Call.write(at, Stage.ANN, BigInteger.ZERO, Stage.CHAIN, Stage.NOW, new byte[] {0x01});
        assertEquals(new Result.VmError("exit_code 1"), stage.keep(at, notAMap).result());
        var notCalldata = Call.write(at, Stage.ANN, BigInteger.ZERO, Stage.CHAIN, Stage.NOW, new byte[] {0x07});
        assertEquals(
                new Result.VmError("exit_code 1"), stage.keep(at, notCalldata).result());
        assertEquals(Calldata.of("x"), Stage.value(stage.read(at, "get")));
    }

    @Test
    void every_way_to_end_has_its_name() {
        var at = stage.contract("""
                import sys
                class C(gl.Contract):
                    n: u8
                    def __init__(self): ...
                    @gl.public.write
                    def user(self):
                        self.n = 7
                        raise gl.vm.UserError('no ☃')
                    @gl.public.write
                    def immediate(self):
                        try:
                            gl.advanced.user_error_immediate('now')
                        except BaseException:
                            pass
                        finally:
                            self.n = 9
                    @gl.public.write
                    def raises(self): return 1 // 0
                    @gl.public.write
                    def leaves(self): sys.exit(17)
                    @gl.public.write
                    def no_calldata(self): return 1.5
                    @gl.public.view
                    def get(self) -> int: return self.n
                """);
        assertEquals(new Result.UserError("no ☃"), stage.write(at, "user").result());
        assertEquals(new Result.UserError("now"), stage.write(at, "immediate").result());
        var raised = stage.write(at, "raises");
        assertEquals(new Result.VmError("exit_code 1"), raised.result());
        assertTrue(raised.stderr().contains("ZeroDivisionError"), raised.stderr());
        assertEquals(
                new Result.VmError("exit_code 17"), stage.write(at, "leaves").result());
        assertEquals(
                new Result.VmError("exit_code 1"),
                stage.write(at, "no_calldata").result());
        assertEquals(Calldata.of(0), Stage.value(stage.read(at, "get")), "only a value keeps what was written");
    }

    @Test
    void code_that_cannot_be_run_says_why() {
        var at = Stage.BOB;
        assertEquals("invalid_contract absent_runner_comment", code(stage.deploy(at, "x = 1\n".getBytes())));
        assertEquals("invalid_contract malformed_runner", code(stage.deploy(at, "# { nonsense\n".getBytes())));
        assertEquals(
                "invalid_contract malformed_runner",
                code(stage.deploy(at, "# { \"Depends\": \"py-genlayer:new\" }\n".getBytes())));
        assertEquals("invalid_contract not_utf8_text", code(stage.deploy(at, new byte[] {'#', ' ', (byte) 0xff})));
        assertEquals(
                "version_too_big",
                code(stage.deploy(at, "# v0.3.0\n# { \"Depends\": \"py-genlayer:test\" }\n".getBytes())));
        assertEquals("invalid_contract malformed_runner", code(stage.deploy(at, new byte[] {0, 'a', 's', 'm', 1})));
        assertEquals("invalid_contract malformed_runner", code(stage.deploy(at, new byte[] {'P', 'K', 3, 4})));
        assertEquals("exit_code 1", code(stage.deploy(at, Stage.code("syntax error"))));
        assertEquals("exit_code 1", code(stage.deploy(at, Stage.code("x = 1"))));
        var two = stage.deploy(at, Stage.code("class A(gl.Contract): ...\nclass B(gl.Contract): ...\n"));
        assertEquals("exit_code 1", code(two));
        assertTrue(two.stderr().contains("only one contract per module"), two.stderr());
        assertEquals("invalid_contract absent_runner_comment", code(stage.write(at, "get")), "nothing was deployed");
    }

    private static String code(Outcome outcome) {
        return outcome.result() instanceof Result.VmError error
                ? error.code()
                : outcome.result().toString();
    }

    @Test
    void fields_that_cannot_be_stored_are_refused_with_a_way_out() {
        for (var kind : List.of("int", "list[u8]", "dict[str, u8]", "set", "u8 | None", "object", "typing.Any")) {
            var outcome = stage.deploy(
                    Stage.BOB, Stage.code("class C(gl.Contract):\n    x: " + kind + "\n    def __init__(self): ...\n"));
            assertEquals("exit_code 1", code(outcome), kind);
            assertTrue(outcome.stderr().contains("cannot be kept in storage"), kind + outcome.stderr());
        }
    }

    @Test
    void what_is_left_out_is_refused_by_name() {
        var numpy = stage.deploy(Stage.BOB, Stage.code("import numpy as np\n"));
        assertEquals("exit_code 1", code(numpy));
        assertTrue(numpy.stderr().contains("numpy is not offered on this network"), numpy.stderr());
        var vectors = stage.deploy(Stage.BOB, Stage.code("from genlayer import VecDB\n"));
        assertTrue(vectors.stderr().contains("does not offer"), vectors.stderr());
    }

    @Test
    void a_call_knows_its_message_and_its_time() {
        var at = stage.contract("""
                import datetime, time
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write.payable
                    def who(self):
                        m = gl.message
                        return [m.sender_address, m.contract_address, m.origin_address, m.value, m.chain_id,
                            gl.message_raw['datetime'], self.balance, datetime.datetime.now().isoformat(),
                            int(time.time() * 1000), gl.message_raw['is_init'], self.address]
                """);
        assertEquals(
                Calldata.of(List.of(
                        Calldata.of(Stage.BOB),
                        Calldata.of(at),
                        Calldata.of(Stage.BOB),
                        Calldata.of(5),
                        Calldata.of(61127),
                        Calldata.of("2026-11-21T12:34:56.789Z"),
                        Calldata.of(5),
                        Calldata.of("2026-11-21T12:34:56.789000"),
                        Calldata.of(Stage.NOW.toEpochMilli()),
                        Calldata.of(false),
                        Calldata.of(at))),
                Stage.value(stage.send(at, Stage.BOB, 5, "who")));
    }

    @Test
    void randomness_is_the_message_s_and_the_same_everywhere() {
        var at = stage.contract("""
                import random, os
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.view
                    def roll(self, n: int):
                        return [os.urandom(8), random.randrange(10**12), hash('text'), [x for x in {'a', 'b', 'c'}]]
                """);
        var one = Stage.value(stage.read(at, "roll", Calldata.of(1)));
        assertEquals(one, Stage.value(stage.read(at, "roll", Calldata.of(1))));
        var other = Stage.value(stage.read(at, "roll", Calldata.of(2)));
        assertTrue(!one.equals(other), "another message, other numbers");
    }

    @Test
    void contracts_read_one_another_and_send_messages() {
        var token = stage.contract(STORAGE, Calldata.of("seen"));
        var at = stage.contract("""
                @gl.contract_interface
                class Text:
                    class View:
                        def get(self) -> str: ...
                    class Write:
                        def update(self, text: str) -> None: ...

                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write.payable
                    def go(self, other: Address) -> list:
                        Text(other).emit(on='accepted').update('later')
                        gl.get_contract_at(other).emit(value=u256(3)).update(text='much later')
                        gl.get_contract_at(other).emit_transfer(value=u256(2))
                        return [Text(other).view().get(), gl.get_contract_at(other).view().get.lazy().get(),
                            self.balance, gl.get_contract_at(other).balance]
                    @gl.public.view
                    def fails(self, other: Address):
                        return gl.get_contract_at(other).view().nothing()
                """);
        var outcome = stage.send(at, Stage.ANN, 10, "go", Calldata.of(token));
        assertEquals(
                Calldata.of(List.of(Calldata.of("seen"), Calldata.of("seen"), Calldata.of(5), Calldata.of(0))),
                Stage.value(outcome));
        assertEquals(3, outcome.effects().size());
        var first = (Effect.Message) outcome.effects().getFirst();
        assertEquals(Effect.On.ACCEPTED, first.on());
        assertArrayEquals(Calldata.call("update", Calldata.of("later")), first.calldata());
        var third = (Effect.Message) outcome.effects().get(2);
        assertEquals(BigInteger.TWO, third.value());
        assertArrayEquals(Calldata.map().encode(), third.calldata());
        assertEquals(
                new Result.UserError("vm error: exit_code 1"),
                stage.read(at, "fails", Calldata.of(token)).result());
        stage.state.credit(at, -10);
        assertEquals(
                new Result.VmError("exit_code 1"),
                stage.send(at, Stage.ANN, 4, "go", Calldata.of(token)).result(),
                "more is sent than there is");
    }

    @Test
    void a_deployment_with_salt_knows_its_address() {
        var at = stage.contract("""
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write
                    def go(self, salt: int):
                        return gl.deploy_contract(code=b'# code', args=[1], kwargs={'a': 2}, salt_nonce=salt)
                """);
        var salted = stage.write(at, "go", Calldata.of(7));
        assertEquals(Calldata.of(Machine.salted(at, BigInteger.valueOf(7), Stage.CHAIN)), Stage.value(salted));
        var deployment = (Effect.Deployment) salted.effects().getFirst();
        assertEquals(
                "{\"args\":[1],\"kwargs\":{\"a\":2}}",
                Stage.decoded(deployment.calldata()).text());
        assertEquals(Calldata.NULL, Stage.value(stage.write(at, "go", Calldata.of(0))));
        assertEquals(
                Address.parse("0x31a38fac42349DC16a84A22FbBACCBb6E238B7F9"),
                Machine.salted(
                        Address.parse("0x03FB09251eC05ee9Ca36c98644070B89111D4b3F"),
                        BigInteger.valueOf(127),
                        BigInteger.valueOf(255)));
        assertEquals(
                Address.parse("0x87F784Fcb9061Db5fEE8401b971779AF41671Aac"),
                Machine.salted(Address.ZERO, BigInteger.ONE, BigInteger.valueOf(61999)));
    }

    @Test
    void events_have_topics_for_their_indexed_fields() {
        var at = stage.contract("""
                class Sorts(gl.Event):
                    def __init__(self, b, a, /, **blob): ...
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        Sorts(1, 'x' * 40, note='n').emit()
                """);
        var event = (Effect.Event) stage.write(at, "go").effects().getFirst();
        assertEquals(
                "0x660e18fe55f016c84965eed5a1a157bea071dc2f313e7529818207b065feb754",
                event.topics().getFirst().toString());
        assertEquals(
                Digests.INSTANCE.keccak256(Calldata.of("x".repeat(40)).encode()),
                event.topics().get(1));
        assertEquals(
                "09" + "00".repeat(31),
                HexFormat.of().formatHex(event.topics().get(2).bytes()));
        assertEquals(
                "{\"a\":\"" + "x".repeat(40) + "\",\"b\":1,\"note\":\"n\"}",
                event.blob().text());
    }

    @Test
    void ethereum_contracts_are_called_by_their_abi() {
        var at = stage.contract("""
                @gl.evm.contract_interface
                class Erc20:
                    class View:
                        def balanceOf(self, who: Address) -> u256: ...
                    class Write:
                        def transfer(self, to: Address, amount: u256) -> bool: ...
                        def note(self, text: str, many: list[u8], pair: tuple[bool, bytes]) -> None: ...
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write
                    def go(self, to: Address):
                        Erc20(to).emit().transfer(to, u256(258))
                        Erc20(to).emit().note('é', [1, 2], (True, b'z'))
                """);
        var outcome = stage.write(at, "go", Calldata.of(Stage.BOB));
        var transfer = (Effect.EthereumMessage) outcome.effects().getFirst();
        assertEquals(
                "a9059cbb" + "00".repeat(31) + "b2" + "00".repeat(30) + "0102",
                HexFormat.of().formatHex(transfer.data()));
        var note = (Effect.EthereumMessage) outcome.effects().get(1);
        var selector = HexFormat.of()
                .formatHex(Digests.INSTANCE
                        .keccak256("note(string,uint8[],(bool,bytes))".getBytes())
                        .bytes());
        var words = HexFormat.of().formatHex(note.data());
        assertEquals(selector.substring(0, 8), words.substring(0, 8));
        assertEquals(
                List.of("60", "a0", "0100", "02", "c3a9", "02", "01", "02", "01", "40", "01", "7a"),
                java.util.stream.IntStream.range(0, 12)
                        .mapToObj(i -> words.substring(8 + 64 * i, 72 + 64 * i))
                        .map(word -> word.startsWith("c3a9") ? "c3a9" : word.startsWith("7a") ? "7a" : word)
                        .map(word -> word.length() == 64 ? trimmed(word) : word)
                        .toList());
    }

    private static String trimmed(String word) {
        var rest = word.replaceFirst("^0+", "");
        return rest.length() % 2 == 0 ? rest : "0" + rest;
    }

    @Test
    void only_upgraders_change_protected_slots() {
        var at = stage.contract("""
                class C(gl.Contract):
                    def __init__(self, boss: Address):
                        gl.storage.Root.get().upgraders.get().append(boss)
                    @gl.public.write
                    def upgrade(self, code: bytes):
                        vla = gl.storage.Root.get().code.get()
                        vla.truncate()
                        vla.extend(code)
                """, Calldata.of(Stage.BOB));
        var next = Stage.code(STORAGE.replace("self.text = text", "pass"));
        assertEquals(
                new Result.VmError("exit_code 1"),
                stage.send(at, Stage.ANN, 0, "upgrade", Calldata.of(next)).result());
        assertEquals(Calldata.NULL, Stage.value(stage.send(at, Stage.BOB, 0, "upgrade", Calldata.of(next))));
        assertEquals(Calldata.of(""), Stage.value(stage.read(at, "get")), "the new code answers");
    }

    @Test
    void special_methods_catch_transfers_and_unknown_names() {
        var at = stage.contract("""
                class C(gl.Contract):
                    got: u256
                    def __init__(self): ...
                    @gl.public.write.payable
                    def __receive__(self):
                        self.got += gl.message.value
                    @gl.public.write
                    def __handle_undefined_method__(self, name, args, kwargs):
                        return [name, args, kwargs]
                    @gl.public.view
                    def total(self) -> u256: return self.got
                """);
        assertEquals(Calldata.NULL, Stage.value(stage.send(at, Stage.ANN, 9, "")));
        assertEquals(Calldata.of(9), Stage.value(stage.read(at, "total")));
        assertEquals(
                "[\"other\",[1],{}]",
                Stage.value(stage.write(at, "other", Calldata.of(1))).text());
    }

    @Test
    void printing_and_traces_are_kept_for_people() {
        var at = stage.contract("""
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.view
                    def say(self):
                        print('hello')
                        gl.trace('state', {'a': 1})
                        return gl.trace_time_micro()
                """);
        var outcome = stage.read(at, "say");
        assertEquals("hello\n", outcome.stdout());
        assertEquals(List.of("state {\"a\":1}"), outcome.trace());
        assertEquals(Calldata.of(0), Stage.value(outcome));
    }
}
