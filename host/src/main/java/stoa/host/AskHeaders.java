// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.Optional;
import stoa.kit.http.Request;
import stoa.types.Amount;
import stoa.types.codec.Malformed;
import stoa.types.market.Wire;

/// What stands beside a request's body, read and bounded. [SRV-3] [SRV-30]
///
/// @param voucher as it came
/// @param id the payer's name of the request, echoed in what is asked of it
/// @param most what the answer may cost at most
record AskHeaders(byte[] voucher, String id, Amount most) {
    private static final int ID_MOST = 128;
    private static final int NONCE_DIGITS = 32;

    static AskHeaders of(Request request) {
        var nonce = request.header(Wire.NONCE_HEADER);
        if (nonce.isPresent() && !isNonce(nonce.get()))
            throw Refusals.malformed(Wire.NONCE_HEADER + " is 32 lower-case hexadecimal digits.");
        return new AskHeaders(
                voucher(request),
                id(request).orElseGet(request::id),
                reserved(request).orElse(InFlight.UNBOUNDED));
    }

    private static byte[] voucher(Request request) {
        var header = request.header(Wire.VOUCHER_HEADER)
                .orElseThrow(() -> Refusals.of(
                        402,
                        Wire.VOUCHER_NEEDED,
                        "A request to a host carries the lane's newest voucher in " + Wire.VOUCHER_HEADER + "."));
        try {
            var bytes = Wire.bytes(header);
            if (bytes.length != SignedSizes.VOUCHER)
                throw new Malformed("it has " + bytes.length + " bytes, not " + SignedSizes.VOUCHER);
            return bytes;
        } catch (Malformed e) {
            throw Refusals.malformed("The voucher cannot be read: " + e.getMessage() + ".");
        }
    }

    /// Printable, without blanks: it stands in a comment line.
    static Optional<String> id(Request request) {
        var id = request.header(Wire.REQUEST_HEADER);
        if (id.isEmpty()) return id;
        boolean plain = !id.get().isEmpty()
                && id.get().length() <= ID_MOST
                && id.get().chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!plain)
            throw Refusals.malformed(Wire.REQUEST_HEADER + " is 1 to " + ID_MOST + " visible ASCII characters.");
        return id;
    }

    static Optional<Amount> reserved(Request request) {
        var text = request.header(Wire.RESERVED_HEADER);
        if (text.isEmpty()) return Optional.empty();
        if (!text.get().matches("[0-9]{1,18}"))
            throw Refusals.malformed(Wire.RESERVED_HEADER + " is an amount of obol.");
        return Optional.of(new Amount(Long.parseLong(text.get())));
    }

    private static boolean isNonce(String text) {
        return text.length() == NONCE_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
