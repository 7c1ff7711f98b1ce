// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.net.URI;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.wallet.Sent;
import stoa.client.wallet.Wallet;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Gateways go where the ledger says. A host that starts elsewhere corrects the ledger if its wallet is its owner's,
/// and otherwise says what its owner must do. Never a reason not to serve.
final class EndpointCheck {
    private static final Log LOG = Log.of(EndpointCheck.class);

    private EndpointCheck() {}

    /// @param wanted what the ledger should say; empty when it is to be left alone
    static void run(Ledger ledger, Wallet wallet, Address host, Optional<URI> wanted) {
        try {
            look(ledger, wallet, host, wanted);
        } catch (LedgerFailure e) {
            LOG.warn("the host's record could not be checked", "why", e.getMessage());
        }
    }

    private static void look(Ledger ledger, Wallet wallet, Address host, Optional<URI> wanted) {
        var found = ledger.get(Tables.HOSTS, host);
        if (found.isEmpty()) {
            LOG.warn("the ledger does not know this host, so no session comes: run 'stoa host register'", "host", host);
            return;
        }
        var row = found.get();
        if (row.retired()) {
            LOG.warn("this host is retired: it serves open lanes and gets no new ones", "host", host);
            return;
        }
        if (wanted.isEmpty() || row.endpoint().equals(wanted.get().toString())) return;
        if (!row.owner().equals(wallet.address())) {
            LOG.warn(
                    "gateways look for this host elsewhere: let its owner run 'stoa host register' again",
                    "ledger",
                    row.endpoint(),
                    "here",
                    wanted.get(),
                    "owner",
                    row.owner());
            return;
        }
        switch (wallet.send(new Verb.UpdateHost(host, wanted.get().toString(), row.models()))) {
            case Sent.Waiting _ -> LOG.info("the ledger is told where this host is", "endpoint", wanted.get());
            case Sent.Refused(var reason, var detail) ->
                LOG.warn("the ledger does not take the new endpoint", "reason", reason, "detail", detail);
        }
    }
}
