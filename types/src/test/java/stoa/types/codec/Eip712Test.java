// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;

class Eip712Test {
    private static final TypedStruct MAIL =
            TypedStruct.parse("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    private static final Eip712.Domain ETHER_MAIL = new Eip712.Domain(
            "Ether Mail", "1", 1, Address.parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"), Optional.empty());
    private static final List<Object> HELLO_BOB = List.of(
            List.of("Cow", Address.parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
            List.of("Bob", Address.parse("0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
            "Hello, Bob!");

    private static final TypedStruct ORDER = TypedStruct.parse(
            "Order(Person maker,string[] tags,Leg[2][] legs,int64 delta,bytes4 code,bool open,bytes note)"
                    + "Leg(Person owner,uint256 amount)Person(string name,address wallet)");
    private static final Address WALLET = Address.parse("0x" + "ab".repeat(20));
    private static final Eip712.Domain STOA =
            new Eip712.Domain("Stoa", "1", 61127, WALLET, Optional.of(Hash.parse("0x" + "cd".repeat(32))));
    private static final List<Object> AN_ORDER = List.of(
            List.of("Ann \"q\"\n", WALLET),
            List.of("a", "ß"),
            List.of(List.of(List.of(List.of("B", WALLET), 1), List.of(List.of("C", WALLET), BigInteger.TWO.pow(255)))),
            -5,
            Hex.decode("0x01020304"),
            true,
            Hex.decode("0xfeed"));

    @Test
    void the_standards_mail_example_holds() {
        assertEquals(
                Hash.parse("0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2"),
                MAIL.typeHash(HASHING));
        assertEquals(
                Hash.parse("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f"),
                ETHER_MAIL.separator(HASHING));
        assertEquals(
                Hash.parse("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e"),
                Eip712.hashStruct(HASHING, MAIL, HELLO_BOB));
        assertEquals(
                Hash.parse("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"),
                Eip712.digest(HASHING, ETHER_MAIL, MAIL, HELLO_BOB));
    }

    @Test
    void arrays_nesting_and_salt_hash_as_viem_hashes_them() {
        assertEquals(Hash.parse(TestBytes.viem("typed")), Eip712.digest(HASHING, STOA, ORDER, AN_ORDER));
    }

    @Test
    void every_part_of_the_domain_changes_the_digest() {
        var digest = Eip712.digest(HASHING, STOA, ORDER, AN_ORDER);
        for (var other : List.of(
                new Eip712.Domain("Stoa2", "1", 61127, WALLET, STOA.salt()),
                new Eip712.Domain("Stoa", "2", 61127, WALLET, STOA.salt()),
                new Eip712.Domain("Stoa", "1", 61128, WALLET, STOA.salt()),
                new Eip712.Domain("Stoa", "1", 61127, Address.ZERO, STOA.salt()),
                new Eip712.Domain("Stoa", "1", 61127, WALLET, Optional.of(Hash.ZERO)),
                new Eip712.Domain("Stoa", "1", 61127, WALLET, Optional.empty())))
            assertNotEquals(digest, Eip712.digest(HASHING, other, ORDER, AN_ORDER));
    }

    @Test
    void a_wallet_gets_the_types_and_the_message_as_json() {
        assertEquals(
                "{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"version\",\"type\":\"string\"},"
                        + "{\"name\":\"chainId\",\"type\":\"uint256\"},{\"name\":\"verifyingContract\",\"type\":\"address\"}],"
                        + "\"Mail\":[{\"name\":\"from\",\"type\":\"Person\"},{\"name\":\"to\",\"type\":\"Person\"},"
                        + "{\"name\":\"contents\",\"type\":\"string\"}],"
                        + "\"Person\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"wallet\",\"type\":\"address\"}]}",
                Eip712.typesJson(ETHER_MAIL, MAIL));
        var json = Eip712.json(STOA, ORDER, AN_ORDER);
        var person = "\"wallet\":\"" + WALLET + "\"}";
        assertEquals(
                ",\"primaryType\":\"Order\",\"domain\":{\"name\":\"Stoa\",\"version\":\"1\",\"chainId\":\"61127\","
                        + "\"verifyingContract\":\"" + WALLET + "\",\"salt\":\"0x" + "cd".repeat(32) + "\"},"
                        + "\"message\":{\"maker\":{\"name\":\"Ann \\\"q\\\"\\u000a\"," + person
                        + ",\"tags\":[\"a\",\"ß\"],\"legs\":[[{\"owner\":{\"name\":\"B\"," + person
                        + ",\"amount\":\"1\"},{\"owner\":{\"name\":\"C\"," + person + ",\"amount\":\""
                        + BigInteger.TWO.pow(255) + "\"}]],\"delta\":\"-5\",\"code\":\"0x01020304\",\"open\":true,"
                        + "\"note\":\"0xfeed\"}}",
                json.substring(json.indexOf(",\"primaryType\"")));
    }

    @Test
    void a_type_is_described_by_its_canonical_text_only() {
        for (var bad : List.of(
                "",
                "A",
                "A()",
                "A(uint x)",
                "A(B b)",
                "A(uint8 x)B(uint8 y)",
                "A(uint8 x)A(uint8 x)",
                "A(A a)",
                "A(C c,B b)C(bool x)B(bool x)",
                "A( uint8 x)",
                "A(uint8)",
                "A(uint8 x",
                "A(uint8[ x)")) assertThrows(IllegalArgumentException.class, () -> TypedStruct.parse(bad), bad);
        assertEquals(
                List.of("Leg", "Order", "Person"),
                ORDER.all().stream().map(TypedStruct::name).toList());
    }

    @Test
    void a_value_that_does_not_fit_is_refused() {
        var pair = TypedStruct.parse("Pair(uint8[2] both)");
        Eip712.hashStruct(HASHING, pair, List.of(List.of(1, 2)));
        for (var bad : List.<List<?>>of(
                List.of(), List.of(1), List.of(List.of(1)), List.of(List.of(1, 256)), List.of(List.of(1, "2"))))
            assertThrows(IllegalArgumentException.class, () -> Eip712.hashStruct(HASHING, pair, bad));
    }
}
