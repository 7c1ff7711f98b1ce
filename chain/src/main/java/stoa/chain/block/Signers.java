// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import stoa.chain.parallel.Workers;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Recovery;
import stoa.types.Signature;

/// Recovers signers with every processor, so that the core only compares addresses. Any thread.
public final class Signers implements Recovery {
    private static final int CHUNK = 32;

    private final Workers workers;

    public Signers(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Address recover(Hash digest, Signature signature) {
        return Secp256k1.recover(digest, signature).orElse(Address.ZERO);
    }

    @Override
    public List<Address> recoverAll(List<Hash> digests, List<Signature> signatures) {
        if (digests.size() != signatures.size())
            throw new IllegalArgumentException(digests.size() + " digests and " + signatures.size() + " signatures");
        var tasks = new ArrayList<Supplier<List<Address>>>();
        for (int from = 0; from < digests.size(); from += CHUNK) {
            int first = from;
            int end = Math.min(digests.size(), from + CHUNK);
            tasks.add(() -> {
                var signers = new ArrayList<Address>(end - first);
                for (int i = first; i < end; i++) signers.add(recover(digests.get(i), signatures.get(i)));
                return signers;
            });
        }
        return workers.all(tasks).stream().flatMap(List::stream).toList();
    }
}
