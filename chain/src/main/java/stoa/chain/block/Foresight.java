// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Address;
import stoa.types.state.LaneKey;
import stoa.types.state.RoundKey;
import stoa.types.state.SeatKey;
import stoa.types.state.StateKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Guesses what a block's transactions will read, so that it can be read ahead by all processors at once. A wrong
/// guess costs a little time and nothing else.
final class Foresight {
    private Foresight() {}

    static List<StateKey> keys(List<Proposal.Item> items) {
        var keys = new ArrayList<StateKey>(items.size() * 3);
        for (var item : items) {
            keys.add(account(item.tx().sender()));
            guess(item.tx().verb(), keys);
        }
        return keys;
    }

    private static void guess(Verb verb, List<StateKey> keys) {
        switch (verb) {
            case Verb.Transfer(var to) -> keys.add(account(to));
            case Verb.Act act -> {
                keys.add(Tables.DELEGATIONS.key(act.delegation()));
                guess(act.inner(), keys);
            }
            case Verb.Revoke(long delegation) -> keys.add(Tables.DELEGATIONS.key(delegation));
            case Verb.DepositCollateral(var host) -> keys.add(Tables.HOSTS.key(host));
            case Verb.WithdrawCollateral withdraw -> keys.add(Tables.HOSTS.key(withdraw.host()));
            case Verb.TopUp topUp -> lane(topUp.session(), topUp.lane(), keys);
            case Verb.FreezeLane freeze -> lane(freeze.session(), freeze.lane(), keys);
            case Verb.Move move -> {
                lane(move.session(), move.from(), keys);
                lane(move.session(), move.to(), keys);
            }
            case Verb.Settle(var vouchers) -> {
                for (var signed : vouchers)
                    lane(signed.voucher().session(), signed.voucher().lane(), keys);
            }
            case Verb.PostReceipts post -> lane(post.session(), post.lane(), keys);
            case Verb.CloseSession(long session) -> keys.add(Tables.SESSIONS.key(session));
            case Verb.Court.CommitVote vote -> round(vote.caseId(), vote.round(), vote.seat(), keys);
            case Verb.Court.RevealVote vote -> round(vote.caseId(), vote.round(), vote.seat(), keys);
            case Verb.Court.OpenLink open -> round(open.caseId(), open.round(), 0, keys);
            case Verb.Court.Appeal appeal -> keys.add(Tables.CASES.key(appeal.caseId()));
            case Verb.Court.Prepay prepay -> keys.add(Tables.CASES.key(prepay.caseId()));
            case Verb.Court.Enlist enlist -> keys.add(Tables.HOSTS.key(enlist.host()));
            case Verb.Court.Discharge discharge -> keys.add(Tables.HOSTS.key(discharge.host()));
            case Verb.Contracts.AddTransaction add -> keys.add(Tables.CONTRACTS.key(add.recipient()));
            case Verb.Contracts.AddTransactionUntil add ->
                keys.add(Tables.CONTRACTS.key(add.call().recipient()));
            case Verb.Contracts.ProposeOutcome propose -> round(propose.caseId(), propose.round(), 0, keys);
            case Verb.Contracts.SubmitAppeal appeal -> keys.add(Tables.TRANSACTIONS.key(appeal.tx()));
            case Verb.Contracts.CancelTransaction cancel -> keys.add(Tables.TRANSACTIONS.key(cancel.tx()));
            case Verb.Delegate _,
                    Verb.AddModel _,
                    Verb.RetireModel _,
                    Verb.RegisterHost _,
                    Verb.UpdateHost _,
                    Verb.RetireHost _,
                    Verb.OpenSession _ -> {}
        }
    }

    private static void lane(long session, int lane, List<StateKey> keys) {
        if (session < 0 || lane < 0 || lane > 255) return;
        keys.add(Tables.SESSIONS.key(session));
        keys.add(Tables.LANES.key(new LaneKey(session, lane)));
    }

    private static void round(long caseId, int round, int seat, List<StateKey> keys) {
        if (caseId < 0 || round < 0 || seat < 0 || seat > 0xffff) return;
        keys.add(Tables.CASES.key(caseId));
        keys.add(Tables.ROUNDS.key(new RoundKey(caseId, round)));
        keys.add(Tables.CASE_SEATS.key(new SeatKey(caseId, round, seat)));
    }

    private static StateKey account(Address address) {
        return Tables.ACCOUNTS.key(address);
    }
}
