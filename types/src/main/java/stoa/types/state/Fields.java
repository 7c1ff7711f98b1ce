// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.Usage;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// The fields that records share. Every reader refuses what its writer would not write, so that a record's own checks
/// never fail while reading.
public final class Fields {
    private Fields() {}

    public static void amount(Writer out, Amount amount) {
        out.u63(amount.obol());
    }

    public static Amount amount(Reader in) {
        return new Amount(in(in.u63(), Amount.CAP_OBOL, "an amount"));
    }

    public static void coin(Writer out, Coin coin) {
        out.u63(coin.obol()).u32(coin.wei());
    }

    public static Coin coin(Reader in) {
        long obol = in(in.u63(), Amount.CAP_OBOL, "a coin");
        return new Coin(obol, (int) in(in.u32(), Coin.WEI_PER_OBOL - 1, "a coin's wei"));
    }

    public static void price(Writer out, Price price) {
        out.u63(price.fixed());
    }

    public static Price price(Reader in) {
        return new Price(in(in.u63(), Price.CAP.fixed(), "a price"));
    }

    public static void prices(Writer out, Prices prices) {
        price(out, prices.input());
        price(out, prices.cachedInput());
        price(out, prices.output());
    }

    public static Prices prices(Reader in) {
        return new Prices(price(in), price(in), price(in));
    }

    public static void usage(Writer out, Usage usage) {
        out.u63(usage.input()).u63(usage.cachedInput()).u63(usage.output());
    }

    public static Usage usage(Reader in) {
        return new Usage(units(in), units(in), units(in));
    }

    private static long units(Reader in) {
        return in(in.u63(), Usage.MOST, "a usage");
    }

    public static void model(Writer out, ModelId model) {
        out.string(model.name());
    }

    public static ModelId model(Reader in) {
        return model(in.string());
    }

    static ModelId model(String name) {
        if (!ModelId.valid(name)) throw new Corrupt("not a model's name");
        return new ModelId(name);
    }

    public static void models(Writer out, List<ModelId> models) {
        out.list(Terms.MOST_MODELS, models, Fields::model);
    }

    public static List<ModelId> models(Reader in) {
        return in.list(Terms.MOST_MODELS, Fields::model);
    }

    /// Sixty-five bytes; the last is 27 or 28.
    public static void signature(Writer out, Signature signature) {
        out.raw(signature.bytes());
    }

    public static Signature signature(Reader in) {
        var bytes = in.raw(Signature.BYTES);
        int v = bytes[Signature.BYTES - 1];
        if (v != 27 && v != 28) throw new Corrupt("a signature ends with 27 or 28");
        return Signature.of(bytes);
    }

    /// A constant by its place; its order is therefore for ever.
    static <E extends Enum<E>> void constant(Writer out, E constant) {
        out.u8(constant.ordinal());
    }

    static <E extends Enum<E>> E constant(Reader in, List<E> all) {
        return all.get((int) in(in.u8(), all.size() - 1L, "a constant"));
    }

    /// A count that fits an `int`.
    static int count(Reader in) {
        return (int) in(in.u32(), Integer.MAX_VALUE, "a count");
    }

    static long in(long value, long most, String what) {
        if (value > most) throw new Corrupt(what + " of " + value + ", at most " + most + " is possible");
        return value;
    }
}
