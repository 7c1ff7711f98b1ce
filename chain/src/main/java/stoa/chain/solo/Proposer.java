// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import java.util.Arrays;
import stoa.kit.crypto.Bls;
import stoa.protocol.Protocol;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.chain.SeedSignature;

/// The validator that we are: its consensus address and its key.
public final class Proposer {
    private final Address address;
    private final Bls.Key key;

    private Proposer(Address address, Bls.Key key) {
        this.address = address;
        this.key = key;
    }

    /// Finds the genesis validator that this key belongs to; an `IllegalArgumentException` when it is none's.
    public static Proposer of(Genesis genesis, Bls.Key key) {
        if (genesis.validators().size() != 1)
            throw new IllegalArgumentException("the solo driver is for networks with one validator, this genesis names "
                    + genesis.validators().size());
        var validator = genesis.validators().getFirst();
        if (!Arrays.equals(validator.blsKey(), key.publicKey()))
            throw new IllegalArgumentException(
                    "the validator's key file does not hold the key that the genesis names for " + validator.address()
                            + "; use the key this network was made with");
        return new Proposer(validator.address(), key);
    }

    public Address address() {
        return address;
    }

    /// σ of the next height. Rule CHN-1.
    SeedSignature sign(Protocol protocol, State committed) {
        return SeedSignature.of(key.sign(protocol.seedMessage(committed)));
    }
}
