// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import stoa.types.Address;
import stoa.types.Hash;

/// State in memory: outcomes are written back as the core would.
final class FakeState implements StateView {
    private final Map<Address, Map<Hash, byte[]>> accepted = new TreeMap<>();
    private final Map<Address, Map<Hash, byte[]>> fin = new TreeMap<>();
    private final Map<Address, BigInteger> balances = new TreeMap<>();

    @Override
    public synchronized byte[] storage(Address contract, Kind kind, Hash slot, int offset, int length) {
        var out = new byte[length];
        var bytes = (kind == Kind.FINAL ? fin : accepted)
                .getOrDefault(contract, Map.of())
                .get(slot);
        if (bytes != null && offset < bytes.length)
            System.arraycopy(bytes, offset, out, 0, Math.min(length, bytes.length - offset));
        return out;
    }

    @Override
    public synchronized BigInteger balance(Address account, Kind kind) {
        return balances.getOrDefault(account, BigInteger.ZERO);
    }

    synchronized void credit(Address account, long wei) {
        balances.merge(account, BigInteger.valueOf(wei), BigInteger::add);
    }

    synchronized void apply(Address contract, Outcome outcome) {
        apply(accepted, contract, outcome);
    }

    synchronized void makeFinal(Address contract, Outcome outcome) {
        apply(fin, contract, outcome);
    }

    private static void apply(Map<Address, Map<Hash, byte[]>> state, Address contract, Outcome outcome) {
        var slots = state.computeIfAbsent(contract, _ -> new TreeMap<>());
        for (var write : outcome.writes()) {
            var old = slots.getOrDefault(write.slot(), new byte[0]);
            var bytes = java.util.Arrays.copyOf(old, Math.max(old.length, write.offset() + write.bytes().length));
            System.arraycopy(write.bytes(), 0, bytes, write.offset(), write.bytes().length);
            slots.put(write.slot(), bytes);
        }
    }

    /// What lies in a slot, as far as it was written.
    synchronized byte[] slot(Address contract, Hash slot) {
        return accepted.getOrDefault(contract, Map.of()).getOrDefault(slot, new byte[0]);
    }

    synchronized Map<Hash, byte[]> slots(Address contract) {
        return new TreeMap<>(accepted.getOrDefault(contract, Map.of()));
    }
}
