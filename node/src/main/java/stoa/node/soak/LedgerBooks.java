// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import stoa.client.Ledger;
import stoa.client.http.HttpLedger;
import stoa.kit.json.Json;
import stoa.node.GenesisFile;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.Totals;

/// What must hold on the ledger whenever anybody looks from outside. Rule SUP-1.
final class LedgerBooks {
    private static final int ROWS_MOST = 100_000;
    private static final int PAGE = 1_000;
    private static final int TRIES = 100;

    private final Subject subject;
    private final Coin founded;

    LedgerBooks(Subject subject) throws IOException {
        this.subject = subject;
        var genesis = GenesisFile.read(subject.home().genesis());
        var sum = Coin.ZERO;
        for (var account : genesis.accounts()) sum = sum.plus(account.balance());
        for (var host : genesis.hosts()) sum = sum.plus(host.collateral());
        this.founded = sum;
    }

    /// Everything that exists is what there was in the beginning, less what was burned, and every coin of it has a
    /// place.
    void check() throws IOException, InterruptedException {
        try (var ledger = HttpLedger.open(URI.create(subject.ready().rpc()))) {
            for (int i = 0; i < TRIES; i++) {
                long before = ledger.head().height();
                var totals = ledger.get(Tables.TOTALS, One.ONE).orElseThrow();
                var balances = Coin.ZERO;
                for (var row : ledger.rows(Tables.ACCOUNTS, Bytes.EMPTY, ROWS_MOST))
                    balances = balances.plus(row.value().balance());
                var deposits = deposits(ledger);
                if (ledger.head().height() != before) {
                    Thread.sleep(10);
                    continue;
                }
                compare(totals, balances, deposits, before);
                return;
            }
            throw new Broken("blocks came so fast that the books could not be read in " + TRIES + " tries");
        }
    }

    private void compare(Totals totals, Coin balances, Amount deposits, long height) {
        var at = " after block " + height;
        if (!totals.hold()) throw new Broken("the totals do not balance" + at + ": " + totals);
        if (!Coin.of(totals.supply().plus(totals.burned())).equals(founded))
            throw new Broken("supply " + totals.supply() + " and burned " + totals.burned() + " are not the founding "
                    + founded + at);
        if (!balances.equals(totals.balances()))
            throw new Broken("balances sum to " + balances + ", the totals say " + totals.balances() + at);
        if (!deposits.equals(totals.deposits()))
            throw new Broken("sessions hold " + deposits + ", the totals say " + totals.deposits() + at);
    }

    private static Amount deposits(Ledger ledger) {
        var sum = Amount.ZERO;
        for (var row : ledger.rows(Tables.SESSIONS, Bytes.EMPTY, ROWS_MOST))
            sum = sum.plus(row.value().rest());
        return sum;
    }

    /// Everything ever settled on this network.
    long settledObol() throws IOException {
        long sum = 0;
        for (var session : sessions()) sum += number(session, "settled");
        return sum;
    }

    /// Every closed session gave back exactly what it did not settle. Gives their number.
    long checkClosed() throws IOException {
        long closed = 0;
        for (var session : sessions()) {
            long rest = number(session, "deposit") - number(session, "settled") - number(session, "returned");
            if (rest < 0) throw new Broken("session " + number(session, "session") + " paid out more than its deposit");
            if (!session.path("phase").asText().equals("CLOSED")) continue;
            closed++;
            if (rest != 0)
                throw new Broken("session " + number(session, "session") + " is closed and " + rest
                        + " obol of its deposit are gone");
        }
        return closed;
    }

    private List<JsonNode> sessions() throws IOException {
        var out = new ArrayList<JsonNode>();
        long before = Long.MAX_VALUE;
        while (true) {
            var page =
                    subject.rpc("stoa_sessions", Json.object().put("most", PAGE).put("before", before));
            page.forEach(out::add);
            if (page.size() < PAGE) return out;
            before = number(out.getLast(), "session");
        }
    }

    private static long number(JsonNode row, String field) {
        return Long.decode(row.path(field).asText());
    }
}
