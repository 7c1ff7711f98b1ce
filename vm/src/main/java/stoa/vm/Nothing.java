// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import stoa.types.Address;
import stoa.types.Hash;

/// A state in which nothing is.
final class Nothing {
    static final StateView STATE = new StateView() {
        @Override
        public byte[] storage(Address contract, Kind kind, Hash slot, int offset, int length) {
            return new byte[length];
        }

        @Override
        public BigInteger balance(Address account, Kind kind) {
            return BigInteger.ZERO;
        }
    };

    private Nothing() {}
}
