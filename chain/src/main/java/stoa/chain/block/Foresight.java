// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Address;
import stoa.types.state.LaneKey;
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

    private static StateKey account(Address address) {
        return Tables.ACCOUNTS.key(address);
    }
}
