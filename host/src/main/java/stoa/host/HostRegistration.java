// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.net.URI;
import java.util.List;
import java.util.TreeSet;
import stoa.client.wallet.TxRefused;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.state.Host;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Puts a host into the ledger, or brings its record there up to date. Doing it again changes nothing more.
public final class HostRegistration {
    private HostRegistration() {}

    /// What the ledger should say.
    ///
    /// @param endpoint base URL under which gateways reach the host
    /// @param collateral it should have at least; what is missing is deposited
    public record Wanted(URI endpoint, List<ModelId> models, Amount collateral) {
        public Wanted {
            models = List.copyOf(new TreeSet<>(models));
        }
    }

    /// What was done.
    public record Report(boolean registered, boolean updated, Amount deposited) {}

    /// @param owner pays, and owns the host afterwards
    /// @param key the host's own, which consents to this owner
    /// @throws TxRefused the ledger's reason, in its words: another's host, a retired one, a model it does not know
    public static Report register(Wallet owner, PrivateKey key, Wanted wanted) {
        return new Run(owner, owner.address(), 0, key).bring(wanted);
    }

    /// As an operator under a delegation with the scope `host`.
    ///
    /// @param ownerAddress the delegation's owner
    public static Report register(
            Wallet operator, Address ownerAddress, long delegation, PrivateKey key, Wanted wanted) {
        return new Run(operator, ownerAddress, delegation, key).bring(wanted);
    }

    private record Run(Wallet wallet, Address owner, long delegation, PrivateKey key) {
        Report bring(Wanted wanted) {
            var found = wallet.ledger().get(Tables.HOSTS, host());
            boolean registered = found.isEmpty();
            boolean updated = found.isPresent() && differs(own(found.get()), wanted);
            if (registered) send(registration(wanted), Amount.ZERO);
            else if (updated)
                send(new Verb.UpdateHost(host(), wanted.endpoint().toString(), wanted.models()), Amount.ZERO);
            var held = found.map(Host::collateral).orElse(Amount.ZERO);
            var missing = wanted.collateral().max(held).minus(held);
            if (!missing.isZero()) send(new Verb.DepositCollateral(host()), missing);
            return new Report(registered, updated, missing);
        }

        private Host own(Host row) {
            if (row.retired()) throw refused(Reason.HOST_RETIRED);
            if (!row.owner().equals(owner)) throw refused(Reason.HOST_NOT_YOURS);
            return row;
        }

        private static boolean differs(Host row, Wanted wanted) {
            return !row.endpoint().equals(wanted.endpoint().toString())
                    || !new TreeSet<>(row.models()).equals(new TreeSet<>(wanted.models()));
        }

        private Verb registration(Wanted wanted) {
            var consent = Secp256k1.sign(wallet.network().typed().consent(host(), owner), key);
            return new Verb.RegisterHost(host(), owner, wanted.endpoint().toString(), wanted.models(), consent, host());
        }

        private void send(Verb verb, Amount value) {
            if (delegation == 0) wallet.sendAndWait(verb, Coin.of(value)).orThrow();
            else wallet.actAndWait(delegation, verb, Coin.of(value)).orThrow();
        }

        private Address host() {
            return key.address();
        }

        private static TxRefused refused(Reason reason) {
            return new TxRefused(reason, reason.text());
        }
    }
}
