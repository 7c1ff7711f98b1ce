// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.codec.Calldata;

/// The guest's calldata against ours, and schemas.
class GuestCodecTest {
    private final Stage stage = new Stage();

    @Test
    void a_thousand_random_values_have_the_same_bytes_on_both_sides() {
        long seed = 99;
        var random = new Random(seed);
        var at = stage.contract("""
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.view
                    def echo(self, values: list):
                        return [gl.calldata.encode(v) for v in values]
                """);
        for (int round = 0; round < 10; round++) {
            var values = new ArrayList<Calldata>();
            for (int i = 0; i < 100; i++) values.add(random(random, 3));
            var echoed = (Calldata.Items) Stage.value(stage.read(at, "echo", Calldata.of(values)));
            for (int i = 0; i < 100; i++)
                assertArrayEquals(
                        values.get(i).encode(),
                        ((Calldata.Blob) echoed.items().get(i)).bytes(),
                        "seed " + seed + ": " + values.get(i).text());
        }
    }

    private static Calldata random(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> Calldata.NULL;
            case 1 -> Calldata.of(random.nextBoolean());
            case 2 -> {
                var number = new BigInteger(random.nextInt(random.nextInt(8) == 0 ? 3000 : 80), random);
                yield Calldata.of(random.nextBoolean() ? number : number.negate());
            }
            case 3 -> {
                var bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield Calldata.of(bytes);
            }
            case 4 -> Calldata.of("aé😀～".substring(0, random.nextInt(2)) + random.nextInt());
            case 5 -> {
                var bytes = new byte[20];
                random.nextBytes(bytes);
                yield Calldata.of(Address.of(bytes));
            }
            case 6 -> {
                var items = new ArrayList<Calldata>();
                for (int i = random.nextInt(4); i > 0; i--) items.add(random(random, depth - 1));
                yield Calldata.of(items);
            }
            default -> {
                var pairs = new ArrayList<Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    pairs.add(List.of("", "a", "aa", "é", "～", "😀").get(random.nextInt(6)));
                    pairs.add(random(random, depth - 1));
                }
                yield Calldata.map(pairs.toArray());
            }
        };
    }

    @Test
    void the_guest_refuses_what_is_no_calldata() {
        var at = stage.contract("""
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.view
                    def refused(self, inputs: list):
                        out = []
                        for data in inputs:
                            try:
                                gl.calldata.decode(data)
                                out.append(data)
                            except gl.calldata.DecodingError as error:
                                pass
                        return out
                    @gl.public.view
                    def cannot(self):
                        out = []
                        for value in (1.5, {1: 2}, object(), {'a': {1}}, '\\ud800'):
                            try:
                                gl.calldata.encode(value)
                                out.append(str(value))
                            except (TypeError, UnicodeEncodeError):
                                pass
                        return out
                """);
        var inputs = new ArrayList<Calldata>();
        for (var hex :
                List.of("", "07", "0f", "8000", "8100", "0800", "0c", "16016100016100", "1c80", "25", "20", "1800"))
            inputs.add(Calldata.of(HexFormat.of().parseHex(hex)));
        assertEquals(
                "[]",
                Stage.value(stage.read(at, "refused", Calldata.of(inputs))).text());
        assertEquals("[]", Stage.value(stage.read(at, "cannot")).text());
    }

    @Test
    void a_schema_names_every_parameter_and_type() {
        var schema = Stage.schema("""
                from dataclasses import dataclass
                import collections.abc
                @allow_storage
                @dataclass
                class P:
                    x: u8
                    y: str
                class C(gl.Contract):
                    m: TreeMap[Address, u256]
                    def __init__(self, a: int, *, b: str): ...
                    @gl.public.view
                    def get(self, who: Address, p: P, o: int | None = None) -> dict[str, list[bytes]]: ...
                    @gl.public.write.payable
                    def pay(self, t: tuple[int, bool], u: tuple[u8, ...], any, l: typing.Literal[1]) -> None: ...
                    @gl.public.write.min_gas(leader=1, validator=2).payable
                    def gas(self, x: list, y: dict, z: typing.Any) -> typing.Any: ...
                """);
        assertEquals(
                "{\"ctor\":{\"params\":[[\"a\",\"int\"]],\"kwparams\":{\"b\":\"string\"}},\"methods\":{"
                        + "\"gas\":{\"params\":[[\"x\",\"array\"],[\"y\",\"dict\"],[\"z\",\"any\"]],\"kwparams\":{},"
                        + "\"readonly\":false,\"ret\":\"any\",\"payable\":true,\"min_gas_leader\":1,\"min_gas_validator\":2},"
                        + "\"get\":{\"params\":[[\"who\",\"address\"],[\"p\",{\"x\":\"int\",\"y\":\"string\"}],"
                        + "[\"o\",{\"$or\":[\"int\",\"null\"]}]],\"kwparams\":{},\"readonly\":true,"
                        + "\"ret\":{\"$dict\":[{\"$rep\":\"bytes\"}]}},"
                        + "\"pay\":{\"params\":[[\"t\",[\"int\",\"bool\"]],[\"u\",[{\"$rep\":\"int\"}]],[\"any\",\"any\"],"
                        + "[\"l\",\"any\"]],\"kwparams\":{},\"readonly\":false,\"ret\":\"null\",\"payable\":true}}}",
                schema.orElseThrow());
        assertEquals(
                java.util.Optional.empty(),
                Stage.schema("class C(gl.Contract):\n    @gl.public.view\n    def f(self) -> float: ...\n"));
    }
}
