// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.ArrayList;
import java.util.List;
import stoa.chain.abci.Request;
import stoa.chain.state.CommittedState;
import stoa.protocol.Changes;
import stoa.types.state.Tables;
import stoa.types.state.Validator;

/// Tells CometBFT when the protocol gives a validator another power; it counts from two heights later. [ABC-6].
final class ValidatorPowers {
    private final ConsensusKeys keys;

    ValidatorPowers(ConsensusKeys keys) {
        this.keys = keys;
    }

    /// @param before the state before the block
    /// @param changes the block's, in the order of their keys
    List<Request.ValidatorUpdate> updates(CommittedState before, Changes changes) {
        var updates = new ArrayList<Request.ValidatorUpdate>();
        for (var write : changes.writes()) {
            if (write.key().table() != Tables.VALIDATORS.prefix()) continue;
            var address = Tables.VALIDATORS.keyOf(write.key());
            long old = before.find(Tables.VALIDATORS, address)
                    .map(Validator::power)
                    .orElse(0L);
            byte[] value = write.value();
            long power = value == null ? 0 : Tables.VALIDATORS.decode(value).power();
            if (power == old) continue;
            byte[] key = keys.find(address)
                    .orElseThrow(() -> new IllegalStateException(
                            "validator " + address + " has power and no consensus key that anyone was told of"));
            updates.add(new Request.ValidatorUpdate(key, power));
        }
        return updates;
    }
}
