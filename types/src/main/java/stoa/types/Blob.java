// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.util.Arrays;

/// Bytes that mean something to somebody else: compared by what they hold. The array is not copied; nobody may write
/// into it.
public record Blob(byte[] bytes) implements Comparable<Blob> {
    public static final Blob EMPTY = new Blob(Bytes.EMPTY);

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public int compareTo(Blob other) {
        return Bytes.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Lower-case hexadecimal with `0x`.
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}
