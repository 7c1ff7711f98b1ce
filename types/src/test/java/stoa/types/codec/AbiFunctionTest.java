// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.web3j.abi.EventEncoder;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hex;

class AbiFunctionTest {
    private static final AbiFunction TRANSFER =
            AbiFunction.parse("function transfer(address to, uint256 amount) returns (bool)");
    private static final AbiFunction SETTLE = AbiFunction.parse(
            "settle((uint64 session,uint8 lane,bytes32 root)[] vouchers,bytes[] signatures) payable returns (uint64 paid)");
    private static final AbiEvent MOVED = AbiEvent.parse(
            "event Moved(address indexed from, string indexed why, (uint64 obol,bool late)[] parts, uint64 indexed session)");
    private static final Address ANN = Address.parse("0x" + "a1".repeat(20));

    @Test
    void selectors_and_topics_are_those_everybody_knows() {
        assertEquals(0xa9059cbb, TRANSFER.selector(HASHING));
        assertEquals(0x70a08231, AbiFunction.parse("balanceOf(address)").selector(HASHING));
        assertEquals("settle((uint64,uint8,bytes32)[],bytes[])", SETTLE.signature());
        assertEquals(
                Hash.parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
                AbiEvent.parse("Transfer(address indexed from,address indexed to,uint256 value)")
                        .topic0(HASHING));
        assertEquals(
                EventEncoder.buildEventSignature(MOVED.signature()),
                MOVED.topic0(HASHING).toString());
    }

    @Test
    void a_call_comes_back_as_it_was_made() throws Malformed {
        var data = TRANSFER.encodeCall(HASHING, List.of(ANN, 5));
        assertEquals("0xa9059cbb" + "0".repeat(24) + "a1".repeat(20) + "0".repeat(63) + "5", Hex.encode(data));
        var arguments = TRANSFER.decodeCall(HASHING, data);
        assertEquals(ANN, arguments.address(0));
        assertEquals(5, arguments.u63(1));
        var result = SETTLE.encodeResult(List.of(BigInteger.TWO.pow(63)));
        assertEquals(BigInteger.TWO.pow(63), SETTLE.decodeResult(result).integer(0));
    }

    @Test
    void a_call_of_something_else_is_refused() {
        var data = TRANSFER.encodeCall(HASHING, List.of(ANN, 5));
        var other = data.clone();
        other[0]++;
        assertThrows(Malformed.class, () -> TRANSFER.decodeCall(HASHING, other));
        for (int length = 0; length < data.length; length++) {
            var cut = Arrays.copyOf(data, length);
            assertThrows(Malformed.class, () -> TRANSFER.decodeCall(HASHING, cut));
            assertThrows(Malformed.class, () -> TRANSFER.decodeArguments(cut));
        }
        assertThrows(Malformed.class, () -> TRANSFER.decodeCall(HASHING, Bytes.concat(data, new byte[1])));
    }

    @Test
    void the_json_entry_is_what_tools_expect() {
        assertEquals(
                "{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"vouchers\",\"type\":\"tuple[]\","
                        + "\"components\":[{\"name\":\"session\",\"type\":\"uint64\"},{\"name\":\"lane\",\"type\":\"uint8\"},"
                        + "{\"name\":\"root\",\"type\":\"bytes32\"}]},{\"name\":\"signatures\",\"type\":\"bytes[]\"}],"
                        + "\"outputs\":[{\"name\":\"paid\",\"type\":\"uint64\"}],\"stateMutability\":\"payable\"}",
                SETTLE.json());
        assertEquals(
                "{\"type\":\"event\",\"name\":\"Moved\",\"inputs\":["
                        + "{\"name\":\"from\",\"type\":\"address\",\"indexed\":true},"
                        + "{\"name\":\"why\",\"type\":\"string\",\"indexed\":true},"
                        + "{\"name\":\"parts\",\"type\":\"tuple[]\",\"components\":[{\"name\":\"obol\",\"type\":\"uint64\"},"
                        + "{\"name\":\"late\",\"type\":\"bool\"}],\"indexed\":false},"
                        + "{\"name\":\"session\",\"type\":\"uint64\",\"indexed\":true}],\"anonymous\":false}",
                MOVED.json());
        assertEquals(AbiFunction.Mutability.NONPAYABLE, TRANSFER.mutability());
        assertEquals(
                AbiFunction.Mutability.VIEW,
                AbiFunction.parse("epoch() view returns (uint64)").mutability());
    }

    @Test
    void a_log_comes_back_with_hashes_for_long_topics() throws Malformed {
        var log = MOVED.encodeLog(HASHING, List.of(ANN, "rent", List.of(List.of(3, true)), 9));
        assertEquals(4, log.topics().size());
        var values = MOVED.decodeLog(HASHING, log.topics(), log.data());
        assertEquals(ANN, values.address(0));
        assertEquals(HASHING.keccak256(Utf8.encode("rent")), values.hash(1));
        assertEquals(3, values.list(2).list(0).u63(0));
        assertEquals(9, values.u63(3));
        assertArrayEquals(log.data(), Abi.encode(List.of(MOVED.inputs().get(2).type()), List.of(values.get(2))));
    }

    @Test
    void a_log_of_another_shape_is_refused() {
        var log = MOVED.encodeLog(HASHING, List.of(ANN, "rent", List.of(), 9));
        var topics = log.topics();
        assertThrows(Malformed.class, () -> MOVED.decodeLog(HASHING, List.of(), log.data()));
        assertThrows(Malformed.class, () -> MOVED.decodeLog(HASHING, topics.subList(0, 3), log.data()));
        assertThrows(Malformed.class, () -> MOVED.decodeLog(HASHING, topics.subList(1, 4), log.data()));
        assertThrows(Malformed.class, () -> MOVED.decodeLog(HASHING, topics, new byte[0]));
        var dirty = List.of(topics.get(0), new Hash(1, 0, 0, 0), topics.get(2), topics.get(3));
        assertThrows(Malformed.class, () -> MOVED.decodeLog(HASHING, dirty, log.data()));
        assertThrows(IllegalArgumentException.class, () -> MOVED.encodeLog(HASHING, List.of(ANN)));
    }

    @Test
    void what_solidity_would_not_compile_is_not_declared() {
        for (var bad : List.of("f", "f(", "f()x", "1f()", "f(uint256 indexed a)", "f() returns", "f(uint)"))
            assertThrows(IllegalArgumentException.class, () -> AbiFunction.parse(bad), bad);
        for (var bad : List.of(
                "E(bool indexed a,bool indexed b,bool indexed c,bool indexed d)", "E(uint8[] indexed a)", "E()x"))
            assertThrows(IllegalArgumentException.class, () -> AbiEvent.parse(bad), bad);
    }
}
