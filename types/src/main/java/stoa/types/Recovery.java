// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.util.ArrayList;
import java.util.List;

/// Who signed a digest; handed in from outside, for the curve's arithmetic is no business of the core.
public interface Recovery {
    /// The signer's address; [Address#ZERO] when the signature does not recover or its s lies in the high half.
    Address recover(Hash digest, Signature signature);

    /// The same for many, in the order given. Whoever has several cores may use them.
    default List<Address> recoverAll(List<Hash> digests, List<Signature> signatures) {
        if (digests.size() != signatures.size())
            throw new IllegalArgumentException(digests.size() + " digests and " + signatures.size() + " signatures");
        var signers = new ArrayList<Address>(digests.size());
        for (int i = 0; i < digests.size(); i++) signers.add(recover(digests.get(i), signatures.get(i)));
        return signers;
    }
}
