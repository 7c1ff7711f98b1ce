// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.delegations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.protocol.Halt;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Reason;
import stoa.types.state.Delegation;
import stoa.types.state.Tables;
import stoa.types.state.Terms;

/// A delegation and those above it, itself first, the root last.
record Chain(List<Link> links) {
    record Link(long id, Delegation delegation) {}

    static Optional<Chain> find(State state, long id) {
        var links = new ArrayList<Link>();
        for (long at = id; at != 0; at = links.getLast().delegation().parent()) {
            var found = state.find(Tables.DELEGATIONS, at);
            if (found.isEmpty()) {
                if (links.isEmpty()) return Optional.empty();
                throw new Halt("delegation " + id + " has a parent " + at + " that does not exist");
            }
            links.add(new Link(at, found.get()));
            if (links.size() > Terms.MOST_DEPTH + 1) throw new Halt("delegation " + id + " lies too deep");
        }
        return links.isEmpty() ? Optional.empty() : Optional.of(new Chain(links));
    }

    Delegation leaf() {
        return links.getFirst().delegation();
    }

    Terms terms() {
        return leaf().terms();
    }

    Address owner() {
        return leaf().owner();
    }

    /// [DEL-3] Why nothing may be done under it now: something in the chain was revoked, is not valid yet or no more.
    Optional<Reason> lapsed(long nowSeconds) {
        for (var link : links) {
            var terms = link.delegation().terms();
            if (link.delegation().revoked()) return Optional.of(Reason.DELEGATION_REVOKED);
            if (nowSeconds < terms.notBefore()) return Optional.of(Reason.DELEGATION_NOT_YET);
            if (nowSeconds >= terms.expires()) return Optional.of(Reason.DELEGATION_EXPIRED);
        }
        return Optional.empty();
    }
}
