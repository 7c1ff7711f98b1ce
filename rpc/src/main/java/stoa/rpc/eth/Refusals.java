// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import stoa.client.LedgerFailure;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.rpc.json.RpcError;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.chain.Simulated;
import stoa.types.codec.AbiFunction;

/// Reasons in the words wallets know. The number of the reason is always there too: in the data of a refused
/// submission, in the text of a revert.
public final class Refusals {
    /// What Solidity's `revert("…")` returns: a call of this function.
    private static final AbiFunction ERROR = AbiFunction.parse("Error(string reason)");

    private Refusals() {}

    /// A transaction that enters no block.
    static RpcError submitted(Reason reason, String detail) {
        return new RpcError(RpcError.SERVER, words(reason) + ": " + detail, Optional.of(data(reason, detail)));
    }

    /// A call, or a transaction tried, that would be refused.
    static RpcError simulated(Simulated.Refused refused) {
        return switch (refused.reason()) {
            case CHAIN_ID_WRONG,
                    NONCE_TOO_LOW,
                    NONCE_TOO_HIGH,
                    FEE_UNPAYABLE,
                    GAS_TOO_LOW,
                    GAS_PRICE_TOO_LOW,
                    SIGNATURE_INVALID,
                    TOO_LARGE,
                    INTERNAL -> submitted(refused.reason(), refused.detail());
            default -> reverted(refused.reason(), refused.detail());
        };
    }

    private static RpcError reverted(Reason reason, String detail) {
        var text = reason + " (" + reason.code() + "): " + detail;
        var data = ERROR.encodeCall(Digests.INSTANCE, List.of(text));
        return new RpcError(
                RpcError.REVERTED, "execution reverted: " + text, Optional.of(TextNode.valueOf(Hex.encode(data))));
    }

    /// A ledger that could not answer.
    public static Optional<RpcError> failure(RuntimeException thrown) {
        if (!(thrown instanceof LedgerFailure failure)) return Optional.empty();
        int code =
                switch (failure.kind()) {
                    case NOT_YET, PRUNED -> RpcError.NOT_FOUND;
                    case TOO_MUCH -> RpcError.LIMIT;
                    case UNREACHABLE, CLOSED -> RpcError.UNAVAILABLE;
                    case MALFORMED, WRONG_NETWORK -> RpcError.INTERNAL;
                };
        var data = Json.object().put("kind", failure.kind().name());
        return Optional.of(new RpcError(code, String.valueOf(failure.getMessage()), Optional.of(data)));
    }

    public static ObjectNode data(Reason reason, String detail) {
        return Json.object()
                .put("reason", reason.code())
                .put("name", reason.name())
                .put("fault", reason.fault().name())
                .put("text", detail);
    }

    private static String words(Reason reason) {
        return switch (reason) {
            case CHAIN_ID_WRONG -> "invalid chain id for signer";
            case NONCE_TOO_LOW -> "nonce too low";
            case NONCE_TOO_HIGH -> "nonce too high";
            case FEE_UNPAYABLE -> "insufficient funds for gas * price + value";
            case GAS_TOO_LOW -> "intrinsic gas too low";
            case GAS_PRICE_TOO_LOW -> "transaction underpriced: max fee per gas less than block base fee";
            case SIGNATURE_INVALID -> "invalid sender";
            case TOO_LARGE -> "oversized data";
            case MEMPOOL_FULL -> "txpool is full";
            case ALREADY_KNOWN -> "already known";
            case MALFORMED -> "invalid transaction";
            default -> "transaction refused";
        };
    }
}
