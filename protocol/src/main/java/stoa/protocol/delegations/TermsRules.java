// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.delegations;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import stoa.protocol.accounts.Accounts;
import stoa.types.Amount;
import stoa.types.state.Terms;

/// What terms must be in themselves, and beside the terms above them.
final class TermsRules {
    private TermsRules() {}

    /// [DEL-1] Whether the terms can ever be used and say everything once.
    static boolean sound(Terms terms, long nowSeconds) {
        boolean scopes = terms.scopes() > 0 && (terms.scopes() & ~Terms.SCOPES_ALL) == 0;
        boolean models = terms.models().size() <= Terms.MOST_MODELS
                && new TreeSet<>(terms.models()).size() == terms.models().size();
        boolean times = terms.periodSeconds() >= 1
                && terms.notBefore() >= 0
                && terms.notBefore() < terms.expires()
                && terms.expires() > nowSeconds;
        boolean depth = terms.depth() >= 0 && terms.depth() <= Terms.MOST_DEPTH;
        boolean label = terms.label().getBytes(StandardCharsets.UTF_8).length <= Terms.MOST_LABEL_BYTES;
        return scopes && models && times && depth && label && !Accounts.nobodys(terms.delegate());
    }

    /// [DEL-2] Whether the child exceeds its parent in no field.
    static boolean within(Terms child, Terms parent) {
        boolean scopes = (child.scopes() & ~parent.scopes()) == 0;
        boolean models = parent.models().isEmpty()
                || !child.models().isEmpty() && parent.models().containsAll(child.models());
        boolean money = !parent.perPeriod().below(child.perPeriod())
                && !faster(child, parent)
                && !parent.total().below(child.total())
                && !parent.perRequest().below(child.perRequest());
        boolean times = child.notBefore() >= parent.notBefore() && child.expires() <= parent.expires();
        return scopes && models && money && times && child.depth() < parent.depth();
    }

    /// Whether the child's budget per second is above the parent's: a short period would smuggle more through.
    private static boolean faster(Terms child, Terms parent) {
        return product(child.perPeriod(), parent.periodSeconds())
                        .compareTo(product(parent.perPeriod(), child.periodSeconds()))
                > 0;
    }

    private static BigInteger product(Amount amount, long seconds) {
        return BigInteger.valueOf(amount.obol()).multiply(BigInteger.valueOf(seconds));
    }
}
