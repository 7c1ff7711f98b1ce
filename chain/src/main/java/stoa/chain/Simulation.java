// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.List;
import stoa.chain.block.Decoders;
import stoa.chain.state.CommittedState;
import stoa.protocol.Protocol;
import stoa.protocol.Verdict;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.Simulated;
import stoa.types.tx.Fees;
import stoa.types.tx.Refused;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// `eth_call` and `eth_estimateGas`: a view asked, or a verb tried, on one committed state.
final class Simulation {
    private Simulation() {}

    static Simulated run(
            Protocol protocol, Decoders decoders, CommittedState state, long nowSeconds, CallRequest call) {
        if (call.to().isEmpty()) return new Simulated.Refused(Reason.CONTRACT_CREATION, 0);
        try {
            var view = decoders.view(call.to().get(), call.data());
            if (view.isPresent()) return new Simulated.Done(0, List.of(), protocol.call(state, view.get()));
            return run(
                    protocol, state, nowSeconds, call, decoders.verb(call.to().get(), call.data()));
        } catch (Refused refused) {
            return new Simulated.Refused(refused.reason(), 0, String.valueOf(refused.getMessage()));
        }
    }

    private static Simulated run(
            Protocol protocol, CommittedState state, long nowSeconds, CallRequest call, Verb verb) {
        long gas = Fees.gas(verb);
        if (call.gasLimit() != 0 && call.gasLimit() < gas) return new Simulated.Refused(Reason.GAS_TOO_LOW, 0);
        var tx = new Tx(
                Hash.ZERO, call.from(), 0, gas, false, call.to().orElseThrow(), call.value(), verb, call.data().length);
        return switch (protocol.simulate(state, protocol.world(state, nowSeconds), tx)) {
            case Verdict.Accepted(var events) -> new Simulated.Done(gas, events, Bytes.EMPTY);
            case Verdict.Rejected(var reason) -> new Simulated.Refused(reason, gas);
        };
    }
}
