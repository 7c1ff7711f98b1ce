// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Amount;
import stoa.types.court.Panels;

/// Gas of each verb: a row of [VerbFunction] and its items. Gas is exactly 1 gwei, which is 1 obol. Rule FEE-1.
///
/// It depends on the verb alone, so `eth_estimateGas` answers exactly; whatever makes a transaction long is bounded or
/// counted as an item.
public final class Fees {
    /// What Ethereum takes for the same, so that wallets that do not ask are right.
    public static final long TRANSFER = 21_000;

    private Fees() {}

    /// Gas, which is also the fee in obol.
    public static long gas(Verb verb) {
        return switch (verb) {
            case Verb.Transfer _ -> TRANSFER;
            case Verb.Delegate delegate ->
                gas(VerbFunction.DELEGATE, delegate.terms().models().size());
            case Verb.Revoke _ -> gas(VerbFunction.REVOKE, 0);
            case Verb.Act act -> gas(VerbFunction.ACT, 0) + gas(act.inner());
            case Verb.AddModel add ->
                gas(VerbFunction.ADD_MODEL, add.engineClasses().size());
            case Verb.RetireModel _ -> gas(VerbFunction.RETIRE_MODEL, 0);
            case Verb.RegisterHost register ->
                gas(VerbFunction.REGISTER_HOST, register.models().size());
            case Verb.UpdateHost update ->
                gas(VerbFunction.UPDATE_HOST, update.models().size());
            case Verb.RetireHost _ -> gas(VerbFunction.RETIRE_HOST, 0);
            case Verb.DepositCollateral _ -> gas(VerbFunction.DEPOSIT_COLLATERAL, 0);
            case Verb.WithdrawCollateral _ -> gas(VerbFunction.WITHDRAW_COLLATERAL, 0);
            case Verb.OpenSession _ -> gas(VerbFunction.OPEN_SESSION, 0);
            case Verb.TopUp _ -> gas(VerbFunction.TOP_UP, 0);
            case Verb.FreezeLane _ -> gas(VerbFunction.FREEZE_LANE, 0);
            case Verb.Move _ -> gas(VerbFunction.MOVE, 0);
            case Verb.Settle settle ->
                gas(VerbFunction.SETTLE, settle.vouchers().size());
            case Verb.PostReceipts post ->
                gas(VerbFunction.POST_RECEIPTS, post.receipts().size());
            case Verb.CloseSession _ -> gas(VerbFunction.CLOSE_SESSION, 0);
            case Verb.Court court -> gas(court);
            case Verb.Contracts contracts -> gas(contracts);
        };
    }

    private static long gas(Verb.Contracts verb) {
        return switch (verb) {
            case Verb.Contracts.AddTransaction add ->
                gas(VerbFunction.ADD_TRANSACTION, add.data().length())
                        + prepaid(add).obol();
            case Verb.Contracts.AddTransactionUntil add ->
                gas(VerbFunction.ADD_TRANSACTION_UNTIL, add.call().data().length())
                        + prepaid(add).obol();
            case Verb.Contracts.ProposeOutcome propose ->
                gas(VerbFunction.PROPOSE_OUTCOME, propose.outcome().length());
            case Verb.Contracts.SubmitAppeal _ -> gas(VerbFunction.SUBMIT_APPEAL, 0);
            case Verb.Contracts.CancelTransaction _ -> gas(VerbFunction.CANCEL_TRANSACTION, 0);
        };
    }

    /// The part of [#gas] that is not burned: what a contract's transaction pays its panels in advance, and gets back
    /// as far as they do not earn it. Rule FEE-1.
    public static Amount prepaid(Verb verb) {
        return switch (verb) {
            case Verb.Act act -> prepaid(act.inner());
            case Verb.Contracts.AddTransaction add ->
                Panels.prepaid(
                        Panels.place(add.validators()),
                        Panels.rotations(add.rotations()),
                        Panels.PREPAID_APPEALS,
                        Panels.LEADER_FEE,
                        Panels.VALIDATOR_FEE);
            case Verb.Contracts.AddTransactionUntil add -> prepaid(add.call());
            default -> Amount.ZERO;
        };
    }

    private static long gas(Verb.Court verb) {
        return switch (verb) {
            case Verb.Court.Enlist _ -> gas(VerbFunction.ENLIST, 0);
            case Verb.Court.Discharge _ -> gas(VerbFunction.DISCHARGE, 0);
            case Verb.Court.CommitVote _ -> gas(VerbFunction.COMMIT_VOTE, 0);
            case Verb.Court.RevealVote _ -> gas(VerbFunction.REVEAL_VOTE, 0);
            case Verb.Court.OpenLink _ -> gas(VerbFunction.OPEN_LINK, 0);
            case Verb.Court.Appeal _ -> gas(VerbFunction.APPEAL, 0);
            case Verb.Court.Prepay _ -> gas(VerbFunction.PREPAY, 0);
        };
    }

    private static long gas(VerbFunction function, int items) {
        return function.gas() + function.gasPerItem() * items;
    }
}
