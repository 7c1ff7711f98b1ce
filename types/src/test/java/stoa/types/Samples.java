// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import static stoa.types.codec.TestHashing.HASHING;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import stoa.types.codec.TestBytes;
import stoa.types.docs.ParamRow;
import stoa.types.docs.ParamRowTest;
import stoa.types.market.Cancel;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.state.Validator;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;

/// Random records of every kind, by reflection over their components; what a component may hold is bounded here only
/// where its type does not say it.
public final class Samples {
    public static final long CHAIN_ID = 61_127;
    public static final Hash GENESIS_HASH = HASHING.sha256(new byte[] {7});
    public static final Typed TYPED = new Typed(HASHING, CHAIN_ID, GENESIS_HASH);

    /// A signature scheme without a curve: whoever the digest and the signature's r make up. An r of zero recovers no
    /// one.
    public static final Recovery RECOVERY = (digest, signature) -> signature.r().isZero()
            ? Address.ZERO
            : Address.of(HASHING.sha256(digest.bytes(), signature.r().bytes()).bytes(), 12);

    private static final int LIST_MAX = 5;

    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    public <T> T any(Class<T> type) {
        return type.cast(value(type, type, ""));
    }

    public Verb verb(Class<?> kind) {
        return switch (kind.getSimpleName()) {
            case "Act" -> act(random.nextInt(10) == 0);
            case "RegisterHost" -> {
                var host = any(Address.class);
                var owner = any(Address.class);
                var consent = any(Signature.class);
                yield new Verb.RegisterHost(
                        host,
                        owner,
                        text(random.nextInt(40)),
                        models(),
                        consent,
                        RECOVERY.recover(TYPED.consent(host, owner), consent));
            }
            case "Move" -> move();
            case "PostReceipts" -> {
                long session = number();
                int lane = random.nextInt(256);
                var receipts = new ArrayList<SignedReceipt>();
                for (int n = random.nextInt(LIST_MAX); n > 0; n--) receipts.add(receipt(session, lane));
                yield new Verb.PostReceipts(session, lane, receipts);
            }
            default -> (Verb) value(kind, kind, "");
        };
    }

    /// Every kind of a sealed interface of records.
    public static List<Class<?>> kinds(Class<?> sealed) {
        var kinds = new ArrayList<Class<?>>();
        for (var each : sealed.getPermittedSubclasses()) {
            if (each.isSealed()) kinds.addAll(kinds(each));
            else kinds.add(each);
        }
        return List.copyOf(kinds);
    }

    public SignedReceipt receipt(long session, int lane) {
        var any = any(Receipt.class);
        var receipt = new Receipt(
                session,
                lane,
                any.index(),
                any.requestHash(),
                any.responseHash(),
                any.usage(),
                any.cost(),
                any.startedMillis(),
                any.firstTokenMillis(),
                any.finishedMillis(),
                any.evidenceRoot(),
                any.flags());
        var signature = any(Signature.class);
        return new SignedReceipt(receipt, signature, RECOVERY.recover(TYPED.receipt(receipt), signature));
    }

    private Verb act(boolean nested) {
        var kinds = kinds(Verb.class);
        Verb inner;
        do {
            inner = nested ? act(false) : verb(kinds.get(random.nextInt(kinds.size())));
        } while (!nested && inner instanceof Verb.Act);
        var to = new VerbTable(HASHING).encode(inner).to();
        return new Verb.Act(number(), to, any(Coin.class), inner);
    }

    private Verb move() {
        long session = number();
        int from = random.nextInt(256);
        var amount = any(Amount.class);
        if (random.nextBoolean()) return new Verb.Move(session, from, random.nextInt(256), amount, Optional.empty());
        var release = new Release(session, from, amount, any(Amount.class));
        var signature = any(Signature.class);
        var signed = new SignedRelease(release, signature, RECOVERY.recover(TYPED.release(release), signature));
        return new Verb.Move(session, from, random.nextInt(256), amount, Optional.of(signed));
    }

    private Object value(Class<?> type, Type generic, String name) {
        if (type == long.class || type == Long.class) return name.equals("OpenSession.seconds") ? u32() : number();
        if (type == int.class || type == Integer.class) return random.nextInt(256);
        if (type == boolean.class) return random.nextBoolean();
        if (type == String.class) return text(random.nextInt(17));
        if (type == Address.class) return random.nextInt(8) == 0 ? Address.ZERO : TestBytes.address(random);
        if (type == Hash.class) return random.nextInt(8) == 0 ? Hash.ZERO : TestBytes.hash(random);
        if (type == Amount.class) return new Amount(number(Amount.CAP_OBOL));
        if (type == Coin.class) return new Coin(number(Amount.CAP_OBOL - 1), random.nextInt(Coin.WEI_PER_OBOL));
        if (type == Price.class) return new Price(number(Price.CAP.fixed()));
        if (type == Usage.class) return new Usage(number(Usage.MOST), number(Usage.MOST), number(Usage.MOST));
        if (type == ModelId.class) return model();
        if (type == Signature.class)
            return new Signature(TestBytes.hash(random), TestBytes.hash(random), random.nextInt(2));
        if (type == Params.class) return params();
        if (type == Blob.class) return new Blob(TestBytes.bytes(random, random.nextInt(40)));
        if (type == Cancel.class)
            return new Cancel(number(), random.nextInt(256), TestBytes.hash(random), number(Usage.MOST));
        if (type == Validator.class) return new Validator(TestBytes.bytes(random, 48), number());
        if (type == List.class) return list(generic);
        if (type.isEnum()) return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        if (type.isSealed()) {
            var kind = kinds(type).get(random.nextInt(kinds(type).size()));
            return type == Verb.class ? verb(kind) : value(kind, kind, name);
        }
        if (type.isRecord()) return signed(record(type));
        throw new IllegalArgumentException("no samples of " + type);
    }

    /// The signer is whoever the signature says.
    private static Object signed(Object any) {
        return switch (any) {
            case SignedVoucher(var voucher, var signature, var _) ->
                new SignedVoucher(voucher, signature, RECOVERY.recover(TYPED.voucher(voucher), signature));
            case SignedReceipt(var receipt, var signature, var _) ->
                new SignedReceipt(receipt, signature, RECOVERY.recover(TYPED.receipt(receipt), signature));
            case SignedRelease(var release, var signature, var _) ->
                new SignedRelease(release, signature, RECOVERY.recover(TYPED.release(release), signature));
            case SignedCancel(var cancel, var signature, var _) ->
                new SignedCancel(cancel, signature, RECOVERY.recover(TYPED.cancel(cancel), signature));
            default -> any;
        };
    }

    private Object record(Class<?> type) {
        var components = type.getRecordComponents();
        var types = new Class<?>[components.length];
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(types[i], components[i].getGenericType(), name(type, components[i]));
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException broken) {
            throw new IllegalStateException("no sample of " + type, broken);
        }
    }

    private static String name(Class<?> type, RecordComponent component) {
        return type.getSimpleName() + "." + component.getName();
    }

    private List<?> list(Type generic) {
        var element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
        var list = new ArrayList<Object>();
        for (int n = random.nextInt(LIST_MAX); n > 0; n--) list.add(value(element, element, ""));
        return list;
    }

    public Params params() {
        return ParamRowTest.params(values(ParamRow.ALL), values(ParamRow.COURT));
    }

    private long[] values(List<ParamRow> rows) {
        var values = new long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            var row = rows.get(i);
            values[i] = row.least() + number(row.most() - row.least());
        }
        return values;
    }

    public ModelId model() {
        var name = new StringBuilder();
        var first = "abcdefghijklmnopqrstuvwxyz0123456789";
        name.append(first.charAt(random.nextInt(first.length())));
        var rest = first + "._/:-";
        for (int n = random.nextInt(12); n > 0; n--) name.append(rest.charAt(random.nextInt(rest.length())));
        return new ModelId(name.toString());
    }

    private List<ModelId> models() {
        var models = new ArrayList<ModelId>();
        for (int n = random.nextInt(LIST_MAX); n > 0; n--) models.add(model());
        return models;
    }

    /// Any length of number, as often as any other.
    public long number() {
        return number(Long.MAX_VALUE);
    }

    private long number(long most) {
        long any = random.nextLong() >>> 1 >>> random.nextInt(63);
        return any <= most ? any : any % (most + 1);
    }

    private long u32() {
        return number(0xffff_ffffL);
    }

    private String text(int characters) {
        var text = new StringBuilder();
        var alphabet = "aZ09 _-/:.\"\\|\u00e9\u0131\u20ac";
        for (int i = 0; i < characters; i++) text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        return text.toString();
    }
}
