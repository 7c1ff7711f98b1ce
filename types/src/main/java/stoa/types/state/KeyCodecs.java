// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.ModelId;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Utf8;
import stoa.types.codec.Writer;

/// Keys of the tables: fixed-width big-endian fields, so that their order as bytes is their order as values.
final class KeyCodecs {
    static final Codec<One> ONLY = new Codec<>((_, _) -> {}, _ -> One.ONE);
    static final Codec<Address> ADDRESS = new Codec<>(Writer::address, Reader::address);
    static final Codec<Long> NUMBER = new Codec<>(Writer::u63, Reader::u63);
    static final Codec<ModelId> MODEL = new Codec<>(KeyCodecs::wholeModel, KeyCodecs::wholeModel);
    static final Codec<Counter> COUNTER =
            new Codec<>(Fields::constant, in -> Fields.constant(in, java.util.List.of(Counter.values())));

    static final Codec<StandingKey> STANDING = new Codec<>(
            (out, key) -> {
                model(out, key.model());
                out.address(key.host());
            },
            in -> new StandingKey(model(in), in.address()));
    static final Codec<LaneKey> LANE =
            new Codec<>((out, key) -> out.u63(key.session()).u8(key.lane()), in -> new LaneKey(in.u63(), in.u8()));
    static final Codec<PendingKey> PENDING = new Codec<>(KeyCodecs::pending, KeyCodecs::pending);
    static final Codec<DrawKey> DRAW =
            new Codec<>((out, key) -> out.u63(key.height()).u63(key.session()), in -> new DrawKey(in.u63(), in.u63()));
    static final Codec<WithdrawalKey> WITHDRAWAL = new Codec<>(
            (out, key) -> out.address(key.host()).u63(key.dueSeconds()).u63(key.number()),
            in -> new WithdrawalKey(in.address(), in.u63(), in.u63()));
    static final Codec<DelegationSession> DELEGATION_SESSION = new Codec<>(
            (out, key) -> out.u63(key.delegation()).u63(key.session()),
            in -> new DelegationSession(in.u63(), in.u63()));
    static final Codec<DelegationChild> DELEGATION_CHILD = new Codec<>(
            (out, key) -> out.u63(key.parent()).u63(key.child()), in -> new DelegationChild(in.u63(), in.u63()));
    static final Codec<OwnerHost> OWNER_HOST = new Codec<>(
            (out, key) -> out.address(key.owner()).address(key.host()),
            in -> new OwnerHost(in.address(), in.address()));
    static final Codec<Due> DUE = new Codec<>(KeyCodecs::due, KeyCodecs::due);

    private KeyCodecs() {}

    /// The name and a zero byte, which is in no name: no name's key begins another's, and names keep their order.
    static void model(Writer out, ModelId model) {
        wholeModel(out, model);
        out.u8(0);
    }

    private static ModelId model(Reader in) {
        var name = new Writer(ModelId.MOST);
        for (int next = in.u8(); next != 0; next = in.u8()) name.u8(next);
        return model(name.toBytes());
    }

    private static void wholeModel(Writer out, ModelId model) {
        out.raw(Utf8.encode(model.name()));
    }

    private static ModelId wholeModel(Reader in) {
        return model(in.raw(in.remaining()));
    }

    private static ModelId model(byte[] name) {
        try {
            return Fields.model(Utf8.decode(name));
        } catch (Malformed malformed) {
            throw new Corrupt("not a model's name: " + malformed.getMessage());
        }
    }

    private static void pending(Writer out, PendingKey key) {
        out.address(key.host()).u63(key.session()).u63(key.bucket()).bool(key.uncovered());
    }

    private static PendingKey pending(Reader in) {
        return new PendingKey(in.address(), in.u63(), in.u63(), in.bool());
    }

    /// Seconds, kind, id. Rule DUE-1. The numbers of the kinds are wire format.
    private static void due(Writer out, Due due) {
        out.u63(due.seconds()).u8(due.kind());
        switch (due) {
            case Due.Decide _ -> {}
            case Due.PriceStep step -> wholeModel(out, step.model());
            case Due.SessionTurn turn -> out.u63(turn.session());
            case Due.Release release -> pending(out, release.key());
            case Due.Unbond unbond -> out.address(unbond.host()).u63(unbond.number());
            case Due.Revocation revocation -> out.u63(revocation.delegation()).u63(revocation.after());
            case Due.CaseTurn turn -> out.u63(turn.caseId());
        }
    }

    private static Due due(Reader in) {
        long seconds = in.u63();
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Due.Decide(seconds);
            case 2 -> new Due.PriceStep(seconds, wholeModel(in));
            case 3 -> new Due.SessionTurn(seconds, in.u63());
            case 4 -> new Due.Release(seconds, pending(in));
            case 5 -> new Due.Unbond(seconds, in.address(), in.u63());
            case 6 -> new Due.Revocation(seconds, in.u63(), in.u63());
            case 7 -> new Due.CaseTurn(seconds, in.u63());
            default -> throw new Corrupt("no due work has the number " + kind);
        };
    }
}
