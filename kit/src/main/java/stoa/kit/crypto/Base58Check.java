// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/// Base58 with four checksum bytes (double SHA-256), as Bitcoin writes keys: no look-alike letters, typing errors
/// are found.
public final class Base58Check {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);
    private static final int CHECKSUM_BYTES = 4;
    private static final int TEXT_LENGTH_MAX = 512;

    private Base58Check() {}

    public static String encode(byte[] payload) {
        var bytes = Arrays.copyOf(payload, payload.length + CHECKSUM_BYTES);
        System.arraycopy(checksum(payload), 0, bytes, payload.length, CHECKSUM_BYTES);
        var out = new StringBuilder();
        for (var left = new BigInteger(1, bytes); left.signum() > 0; ) {
            var parts = left.divideAndRemainder(BASE);
            out.append(ALPHABET.charAt(parts[1].intValue()));
            left = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) out.append('1');
        return out.reverse().toString();
    }

    /// An `IllegalArgumentException` says what is wrong without repeating the text.
    public static byte[] decode(String text) {
        if (text.length() > TEXT_LENGTH_MAX) throw new IllegalArgumentException("the base58 text is too long");
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '1') zeros++;
        var number = BigInteger.ZERO;
        for (int i = zeros; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) throw new IllegalArgumentException("character " + (i + 1) + " is not base58");
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        var digits = number.signum() == 0 ? new byte[0] : number.toByteArray();
        int sign = digits.length > 0 && digits[0] == 0 ? 1 : 0;
        var bytes = new byte[zeros + digits.length - sign];
        System.arraycopy(digits, sign, bytes, zeros, digits.length - sign);
        if (bytes.length < CHECKSUM_BYTES) throw new IllegalArgumentException("the base58 text is too short");
        var payload = Arrays.copyOf(bytes, bytes.length - CHECKSUM_BYTES);
        var check = Arrays.copyOfRange(bytes, payload.length, bytes.length);
        if (!ConstantTime.equal(check, checksum(payload)))
            throw new IllegalArgumentException("the base58 text is mistyped: its checksum does not match");
        return payload;
    }

    private static byte[] checksum(byte[] payload) {
        var once = Digests.INSTANCE.sha256(payload).bytes();
        return Arrays.copyOf(Digests.INSTANCE.sha256(once).bytes(), CHECKSUM_BYTES);
    }
}
