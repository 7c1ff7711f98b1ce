// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.types.Hash;

/// Where things lie in a contract's storage.
public final class SlotIds {
    public static final Hash ROOT = Hash.ZERO;
    /// The fields of the contract.
    public static final Hash FIELDS = indirect(ROOT, 0);

    public static final Hash CODE = indirect(ROOT, 1);
    public static final Hash LOCKED = indirect(ROOT, 2);
    public static final Hash UPGRADERS = indirect(ROOT, 3);

    private SlotIds() {}

    /// The slot that holds what does not lie in place at `offset` (unsigned) of another.
    public static Hash indirect(Hash slot, int offset) {
        var digest = sha3();
        digest.update(slot.bytes());
        for (int shift = 0; shift < 32; shift += 8) digest.update((byte) (offset >>> shift));
        return Hash.of(digest.digest());
    }

    static MessageDigest sha3() {
        try {
            return MessageDigest.getInstance("SHA3-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA3-256", absent);
        }
    }
}
