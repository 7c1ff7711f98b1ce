// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.codec.Malformed;
import stoa.types.contract.CallData;
import stoa.types.market.Typed;
import stoa.types.tx.Refused;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;

/// A transaction as npm's `genlayer-js` 1.2.0 signs it: `set(1, "x")` with a value of 5 wei, for its `localnet`.
/// [CTR-2]
class UnmodifiedClientTest {
    private static final String RAW = "0xf9014880808307a12094b7278a61aa25c888815afc32ad3cc52ff24fe57505b8e427241a99"
            + "0000000000000000000000009d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"
            + "0000000000000000000000002222222222222222222222222222222222222222"
            + "0000000000000000000000000000000000000000000000000000000000000005"
            + "0000000000000000000000000000000000000000000000000000000000000003"
            + "00000000000000000000000000000000000000000000000000000000000000a0"
            + "0000000000000000000000000000000000000000000000000000000000000018"
            + "d79516046172677315090c78066d6574686f641c736574000000000000000000"
            + "8301ddb2a0a17c9e466c98f5704d526e0a93bc38f7f91193e2a82cf268de278477213621c7"
            + "a03c9616b7b0ba6f16611c4e55370ade485eae391cd2557a530ca49e1cf3a11f2a";

    @Test
    void a_transaction_of_an_unmodified_client_is_read_as_it_was_meant() throws Refused, Malformed {
        var hashing = Digests.INSTANCE;
        var typed = new Typed(hashing, 61_127, Hash.ZERO);
        var decoder = new TxDecoder(hashing, new VerbTable(hashing), typed, Network.RECOVERY, 61_127, true, 1 << 20);
        var tx = decoder.decode(Hex.decode(RAW));
        assertEquals(
                "0x9bc33a8e71340e5ad6f97d071241548948e81b0ed78c738239f9f7ede5e86215",
                tx.hash().toString());
        assertEquals(Address.parse("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"), tx.sender());
        assertEquals(new Coin(0, 5), tx.value());
        assertTrue(tx.free());
        assertTrue(tx.verb() instanceof Verb.Contracts.AddTransaction);
        var add = (Verb.Contracts.AddTransaction) tx.verb();
        assertEquals(tx.sender(), add.sender());
        assertEquals(Address.parse("0x" + "22".repeat(20)), add.recipient());
        assertEquals(5, add.validators());
        assertEquals(3, add.rotations());
        assertEquals(21, CallData.parse(add.data(), false).calldata().length());
    }
}
