// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.accounts;

import java.util.Optional;
import stoa.protocol.State;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.state.Account;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;

/// What keeps a transaction out of every block, and what an included one pays.
public final class Charges {
    private Charges() {}

    /// [FEE-1] [FEE-4] One obol per gas; nothing where a sandbox takes a free one.
    public static Amount fee(Params params, Tx tx) {
        return params.sandbox() && tx.free() ? Amount.ZERO : new Amount(burned(tx));
    }

    /// [FEE-1] Gas that is burned; the rest is paid in advance for what the verb asks for.
    public static long burned(Tx tx) {
        return Fees.gas(tx.verb()) - Fees.prepaid(tx.verb()).obol();
    }

    /// [FEE-2] Why the transaction cannot stand in a block here and now; a block holds none of these.
    public static Optional<Reason> excluded(State state, Params params, Tx tx) {
        var offer = offer(params, tx);
        if (offer.isPresent()) return offer;
        var account = Accounts.of(state, tx.sender());
        if (tx.nonce() < account.nonce()) return Optional.of(Reason.NONCE_TOO_LOW);
        if (tx.nonce() > account.nonce()) return Optional.of(Reason.NONCE_TOO_HIGH);
        if (!account.balance().covers(fee(params, tx))) return Optional.of(Reason.FEE_UNPAYABLE);
        return Optional.empty();
    }

    /// [FEE-2] Why the transaction may not wait for a block behind those of its sender that wait already. Stricter
    /// than [#excluded]: the value must be covered too.
    public static Optional<Reason> unwelcome(State state, Params params, Tx tx, long waiting, Coin spend) {
        var offer = offer(params, tx);
        if (offer.isPresent()) return offer;
        Account account = Accounts.of(state, tx.sender());
        long next = account.nonce() + waiting;
        if (tx.nonce() < next) return Optional.of(Reason.NONCE_TOO_LOW);
        if (tx.nonce() > next) return Optional.of(Reason.NONCE_TOO_HIGH);
        boolean covered = account.balance()
                        .toWei()
                        .compareTo(spend.toWei().add(cost(params, tx).toWei()))
                >= 0;
        return covered ? Optional.empty() : Optional.of(Reason.FEE_UNPAYABLE);
    }

    /// Fee, value and what is paid in advance together; a value near the supply cap is cut to the cap, which nobody can
    /// cover anyway.
    public static Coin cost(Params params, Tx tx) {
        var burned = fee(params, tx);
        var fee = tx.free() ? burned : burned.plus(Fees.prepaid(tx.verb()));
        boolean overflows = tx.value().obol() > Amount.CAP_OBOL - fee.obol() - 1;
        return overflows ? Coin.of(new Amount(Amount.CAP_OBOL)) : tx.value().plus(fee);
    }

    private static Optional<Reason> offer(Params params, Tx tx) {
        if (tx.size() > params.maxTxBytes()) return Optional.of(Reason.TOO_LARGE);
        if (tx.free() && !params.sandbox()) return Optional.of(Reason.GAS_PRICE_TOO_LOW);
        long gas = tx.free() ? burned(tx) : Fees.gas(tx.verb()); // nothing is paid in advance for a free one
        if (tx.gasLimit() < gas) return Optional.of(Reason.GAS_TOO_LOW);
        return Optional.empty();
    }
}
