// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import stoa.types.Hash;

/// Bytes a call wrote into a slot. An outcome lists them by slot and offset; no two touch.
///
/// @param offset unsigned
public record StorageWrite(Hash slot, int offset, byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageWrite write
                && slot.equals(write.slot)
                && offset == write.offset
                && Arrays.equals(bytes, write.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * slot.hashCode() + offset + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return slot + "+" + Integer.toUnsignedString(offset) + "="
                + HexFormat.of().formatHex(bytes);
    }
}
