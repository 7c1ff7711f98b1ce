// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import stoa.client.Ledger;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.PrivateKey;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.tx.Verb;

/// Sends a verb, waits for its block, and says what became of it.
final class Transactions {
    private Transactions() {}

    static Outcome.Done run(Ledger ledger, PrivateKey key, Verb verb, Coin value) {
        try (var wallet = new Wallet(ledger, key)) {
            return switch (wallet.sendAndWait(verb, value)) {
                case Outcome.Done done -> done;
                case Outcome.Refused refused -> throw new CliError(refusal(refused.reason()));
                case Outcome.Late late ->
                    throw new CliError(
                            "no block has taken " + late.hash() + " yet; look again with eth_getTransactionReceipt");
            };
        }
    }

    static String refusal(Reason reason) {
        return "refused: " + reason.text() + " (" + reason + ", number " + reason.code() + ")";
    }

    static int send(Common common, PrivateKey key, Verb verb, Coin value, String what) throws IOException {
        try (var ledger = common.ledger()) {
            var done = run(ledger, key, verb, value);
            var facts = new LinkedHashMap<String, Object>();
            facts.put("hash", done.tx().hash().toString());
            facts.put("block", done.height());
            facts.put("feeObol", done.tx().fee().obol());
            common.print(
                    facts,
                    what + " in block " + done.height() + ", transaction "
                            + done.tx().hash());
            return 0;
        }
    }
}
