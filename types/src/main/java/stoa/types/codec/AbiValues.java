// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.AbstractList;
import stoa.types.Address;
import stoa.types.Hash;

/// The decoded values of a tuple or array: an unchangeable list, and readers by place that spare callers the casts.
///
/// A reader that does not match the type declared for its place throws `ClassCastException`: our bug. Only [#u63] can
/// complain about the sender. Byte arrays are not copied on the way out; nobody may write into them.
public final class AbiValues extends AbstractList<Object> {
    private static final AbiValues NONE = new AbiValues(new Object[0]);

    private final Object[] values;

    private AbiValues(Object[] values) {
        this.values = values;
    }

    /// Takes the array over.
    static AbiValues of(Object[] values) {
        return values.length == 0 ? NONE : new AbiValues(values);
    }

    @Override
    public Object get(int place) {
        return values[place];
    }

    @Override
    public int size() {
        return values.length;
    }

    /// An integer of any width that must lie in 0 to 2^63 − 1.
    public long u63(int place) throws Malformed {
        return switch (values[place]) {
            case Long small when small >= 0 -> small;
            case BigInteger big when big.signum() >= 0 && big.bitLength() <= 63 -> big.longValueExact();
            case Long _ -> throw new Malformed("value " + place + " is negative");
            case BigInteger _ -> throw new Malformed("value " + place + " is not within 0 and 2^63 - 1");
            default -> throw new ClassCastException("value " + place + " is no integer");
        };
    }

    /// An integer of any width.
    public BigInteger integer(int place) {
        return values[place] instanceof Long small ? BigInteger.valueOf(small) : (BigInteger) values[place];
    }

    public Address address(int place) {
        return (Address) values[place];
    }

    public boolean bool(int place) {
        return (Boolean) values[place];
    }

    /// A `bytes32`.
    public Hash hash(int place) {
        return (Hash) values[place];
    }

    /// `bytes`, or `bytes1` to `bytes31`.
    public byte[] bytes(int place) {
        return (byte[]) values[place];
    }

    public String text(int place) {
        return (String) values[place];
    }

    /// An array or a tuple.
    public AbiValues list(int place) {
        return (AbiValues) values[place];
    }
}
