// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.util.Optional;
import stoa.client.Ledger;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Wallet;
import stoa.gateway.rules.Purse;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.state.Delegation;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// Whose money pays: the wallet's own account, or the owner of a delegation given to it.
public final class Payer {
    private static final int LEVELS_MOST = 4;

    private final Wallet wallet;
    private final Ledger ledger;
    private final long delegation;

    /// What tells payers apart.
    public record Id(Address delegate, long delegation) {}

    /// What may be locked now for a model.
    public sealed interface Funds {
        /// @param owner who gets back what is left
        /// @param lockObol largest deposit
        /// @param answerObol most one answer may cost
        record Available(Address owner, long lockObol, long answerObol) implements Funds {}

        record Refused(String why) implements Funds {}
    }

    /// @param delegation 0 for the wallet's own account
    public Payer(Wallet wallet, long delegation) {
        this.wallet = wallet;
        this.ledger = wallet.ledger();
        this.delegation = delegation;
    }

    public Id id() {
        return new Id(wallet.address(), delegation);
    }

    /// Reads the ledger; not for the way of a request.
    Funds funds(ModelId model, long nowSeconds) {
        if (delegation == 0) return available(wallet.address(), Purse.UNLIMITED, Purse.UNLIMITED);
        long lock = Purse.UNLIMITED;
        long answer = Purse.UNLIMITED;
        long next = delegation;
        Address owner = wallet.address();
        for (int level = 0; next != 0; level++) {
            var row = ledger.get(Tables.DELEGATIONS, next);
            if (row.isEmpty() || level == LEVELS_MOST) return refused("delegation " + next + " does not exist");
            var refusal = refusal(row.get(), next, model, nowSeconds);
            if (refusal.isPresent()) return refused(refusal.get());
            lock = Math.min(lock, left(row.get(), nowSeconds));
            answer = Math.min(answer, row.get().terms().perRequest().obol());
            owner = row.get().owner();
            next = row.get().parent();
        }
        return available(owner, Math.min(lock, answer), answer);
    }

    Outcome send(Verb verb) {
        return wallet.sendAndWait(wallet.act(delegation, verb, Coin.ZERO));
    }

    long height() {
        return ledger.head().height();
    }

    private Funds available(Address owner, long lock, long answer) {
        long balance = ledger.get(Tables.ACCOUNTS, owner)
                .map(account -> account.balance().obol())
                .orElse(0L);
        return new Funds.Available(owner, Math.min(lock, balance), answer);
    }

    private static Funds refused(String why) {
        return new Funds.Refused(why);
    }

    private static Optional<String> refusal(Delegation row, long id, ModelId model, long nowSeconds) {
        var terms = row.terms();
        if (row.revoked()) return Optional.of("delegation " + id + " was revoked");
        if (nowSeconds < terms.notBefore()) return Optional.of("delegation " + id + " is not valid yet");
        if (nowSeconds >= terms.expires()) return Optional.of("delegation " + id + " has expired");
        if ((terms.scopes() & Terms.SCOPE_INFERENCE) == 0)
            return Optional.of("delegation " + id + " does not cover inference");
        if (!terms.models().isEmpty() && !terms.models().contains(model))
            return Optional.of("delegation " + id + " does not cover the model " + model);
        return Optional.empty();
    }

    private static long left(Delegation row, long nowSeconds) {
        var terms = row.terms();
        long total = left(terms.total(), row.spent());
        long period = terms.periodSeconds() == 0 ? 0 : (nowSeconds - terms.notBefore()) / terms.periodSeconds();
        var spentNow = period == row.period() ? row.spentInPeriod() : Amount.ZERO;
        return Math.min(total, left(terms.perPeriod(), spentNow));
    }

    private static long left(Amount budget, Amount spent) {
        return Math.max(0, budget.obol() - spent.obol());
    }
}
