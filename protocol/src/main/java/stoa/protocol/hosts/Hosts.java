// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.hosts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.models.Models;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Genesis;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Host;
import stoa.types.state.One;
import stoa.types.state.OwnerHost;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Who serves, where, and what.
public final class Hosts {
    private Hosts() {}

    // ── rules ──

    /// [HST-1] The host's key consented to exactly this owner; an address is a host once.
    public static Verdict register(State state, World world, Actor actor, Verb.RegisterHost verb) {
        if (!verb.owner().equals(actor.account())) return Verdict.rejected(Reason.HOST_NOT_YOURS);
        if (Accounts.nobodys(verb.host())) return Verdict.rejected(Reason.HOST_MALFORMED);
        if (state.find(Tables.HOSTS, verb.host()).isPresent()) return Verdict.rejected(Reason.HOST_EXISTS);
        if (!verb.consenter().equals(verb.host())) return Verdict.rejected(Reason.HOST_CONSENT_INVALID);
        var unsound = unsound(state, verb.endpoint(), verb.models());
        if (unsound.isPresent()) return Verdict.rejected(unsound.get());
        int most = world.params().maxHostsPerOwner();
        int owned = state.scan(Tables.OWNER_HOSTS, Bytes.EMPTY, Tables.hostsOf(actor.account()), most)
                .size();
        if (owned >= most) return Verdict.rejected(Reason.TOO_MANY_HOSTS);
        return Verdict.accepted(
                new Event.HostRegistered(verb.host(), actor.account(), verb.endpoint(), sorted(verb.models())));
    }

    /// [HST-2]
    public static Verdict update(State state, Actor actor, Verb.UpdateHost verb) {
        var refused = refused(state, actor, verb.host());
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var unsound = unsound(state, verb.endpoint(), verb.models());
        if (unsound.isPresent()) return Verdict.rejected(unsound.get());
        return Verdict.accepted(new Event.HostUpdated(verb.host(), verb.endpoint(), sorted(verb.models())));
    }

    /// [HST-3] No more seats are drawn for it; open lanes run on, collateral stays until its owner withdraws it.
    public static Verdict retire(State state, Actor actor, Verb.RetireHost verb) {
        var refused = refused(state, actor, verb.host());
        return refused.isPresent()
                ? Verdict.rejected(refused.get())
                : Verdict.accepted(new Event.HostRetired(verb.host()));
    }

    private static Optional<Reason> refused(State state, Actor actor, Address address) {
        var host = state.find(Tables.HOSTS, address);
        if (host.isEmpty()) return Optional.of(Reason.HOST_UNKNOWN);
        if (!host.get().owner().equals(actor.account())) return Optional.of(Reason.HOST_NOT_YOURS);
        return host.get().retired() ? Optional.of(Reason.HOST_RETIRED) : Optional.empty();
    }

    /// [HST-1] An endpoint is an http or https URL without blanks; models are known, in use and named once.
    private static Optional<Reason> unsound(State state, String endpoint, List<ModelId> models) {
        if (!sound(endpoint, models)) return Optional.of(Reason.HOST_MALFORMED);
        for (var model : models) {
            var unusable = Models.unusable(state, model);
            if (unusable.isPresent()) return unusable;
        }
        return Optional.empty();
    }

    /// [HST-1] What can be said of a host's record without knowing the models.
    public static boolean sound(String endpoint, List<ModelId> models) {
        int scheme = endpoint.startsWith("https://") ? 8 : endpoint.startsWith("http://") ? 7 : endpoint.length();
        boolean visible = endpoint.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return endpoint.length() > scheme
                && visible
                && endpoint.getBytes(StandardCharsets.UTF_8).length <= Host.MOST_ENDPOINT_BYTES
                && models.size() <= Host.MOST_MODELS
                && new TreeSet<>(models).size() == models.size();
    }

    public static List<ModelId> sorted(List<ModelId> models) {
        return models.stream().sorted().toList();
    }

    // ── evolve ──

    /// [GEN-1] A host that is there from the start, with its collateral.
    public static void found(Draft draft, Genesis.Host host) {
        registered(draft, new Event.HostRegistered(host.address(), host.owner(), host.endpoint(), host.models()));
        draft.put(Tables.HOSTS, host.address(), of(draft, host.address()).withCollateral(host.collateral(), 0));
    }

    public static void registered(Draft draft, Event.HostRegistered event) {
        draft.put(
                Tables.HOSTS,
                event.host(),
                new Host(event.owner(), event.endpoint(), event.models(), Amount.ZERO, Amount.ZERO, 0, false));
        draft.put(Tables.OWNER_HOSTS, new OwnerHost(event.owner(), event.host()), One.ONE);
    }

    public static void updated(Draft draft, Event.HostUpdated event) {
        var host = of(draft, event.host());
        draft.put(Tables.HOSTS, event.host(), host.serving(event.endpoint(), event.models()));
    }

    public static void retired(Draft draft, Event.HostRetired event) {
        var host = of(draft, event.host());
        draft.put(Tables.HOSTS, event.host(), host.asRetired());
        draft.remove(Tables.OWNER_HOSTS, new OwnerHost(host.owner(), event.host()));
    }

    public static Host of(State state, Address address) {
        return state.find(Tables.HOSTS, address).orElseThrow();
    }
}
