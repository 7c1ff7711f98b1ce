// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;

/// The object that `eth_call` and `eth_estimateGas` take.
public final class Calls {
    private static final BigInteger CAP_WEI =
            Coin.of(new Amount(Amount.CAP_OBOL)).toWei();

    private Calls() {}

    public static CallRequest read(Params call) {
        var data = call.optionalData("data");
        var input = call.optionalData("input");
        if (data.isPresent() && input.isPresent() && !Arrays.equals(data.get(), input.get()))
            throw RpcError.invalidParams("data and input differ; send input only");
        return new CallRequest(
                call.optionalAddress("from").orElse(Address.ZERO),
                call.optionalAddress("to"),
                value(call.optionalInteger("value")),
                input.or(() -> data).orElse(Bytes.EMPTY),
                call.optionalNumber("gas").orElse(0L));
    }

    private static Coin value(Optional<BigInteger> wei) {
        if (wei.isEmpty()) return Coin.ZERO;
        if (wei.get().compareTo(CAP_WEI) > 0)
            throw Refusals.submitted(Reason.FEE_UNPAYABLE, "the value is more than all coin there can be");
        return Coin.ofWei(wei.get());
    }
}
