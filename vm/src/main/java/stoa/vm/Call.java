// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import stoa.types.Address;

/// One call of a contract: who calls what with which value, and at what time.
///
/// @param contract whose code runs and whose storage is written
/// @param sender who sent the message; for a message of a contract, that contract
/// @param origin who sent the transaction that began the chain of messages
/// @param value in wei, already credited to the contract when the call runs
/// @param time what every clock of the contract shows
/// @param deployment the code that is deployed by this call, or empty when deployed code is called
/// @param entry calldata: a map with `method`, `args` and `kwargs`
/// @param mode whether the call may write
/// @param state which of a contract's two states it reads
public record Call(
        Address contract,
        Address sender,
        Address origin,
        BigInteger value,
        BigInteger chainId,
        Instant time,
        Optional<byte[]> deployment,
        byte[] entry,
        Mode mode,
        StateView.Kind state,
        List<Address> stack) {

    public enum Mode {
        WRITE,
        /// A write that fails: a view's caller may not change anything.
        READ,
        /// Only the contract's schema is asked for; the code comes with the call and is not deployed.
        SCHEMA
    }

    public Call {
        stack = List.copyOf(stack);
        if (value.signum() < 0) throw new IllegalArgumentException("a call's value is not negative");
    }

    /// A writing call by `sender`, who also began the transaction.
    public static Call write(
            Address contract, Address sender, BigInteger value, BigInteger chainId, Instant time, byte[] entry) {
        return new Call(
                contract,
                sender,
                sender,
                value,
                chainId,
                time,
                Optional.empty(),
                entry,
                Mode.WRITE,
                StateView.Kind.ACCEPTED,
                List.of());
    }

    /// A reading call.
    public static Call read(Address contract, Address sender, BigInteger chainId, Instant time, byte[] entry) {
        return new Call(
                contract,
                sender,
                sender,
                BigInteger.ZERO,
                chainId,
                time,
                Optional.empty(),
                entry,
                Mode.READ,
                StateView.Kind.ACCEPTED,
                List.of());
    }

    /// The deployment of `code` at `contract`.
    public static Call deploy(
            Address contract,
            Address sender,
            BigInteger value,
            BigInteger chainId,
            Instant time,
            byte[] code,
            byte[] entry) {
        return new Call(
                contract,
                sender,
                sender,
                value,
                chainId,
                time,
                Optional.of(code),
                entry,
                Mode.WRITE,
                StateView.Kind.ACCEPTED,
                List.of());
    }

    Call asSchema() {
        return new Call(contract, sender, origin, value, chainId, time, deployment, entry, Mode.SCHEMA, state, stack);
    }
}
