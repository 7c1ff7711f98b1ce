// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.List;
import java.util.function.LongFunction;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.state.Terms;

/// Fields that several encodings of this package share.
final class Codecs {
    private static final int LIST_MAX = 1 << 20;

    private Codecs() {}

    static void version(Reader in, int known, String what) {
        int version = in.u8();
        if (version != known)
            throw new Corrupt("a " + what + " in encoding " + version + "; this program knows " + known);
    }

    static int count(Reader in) {
        long count = in.u32();
        if (count > Integer.MAX_VALUE) throw new Corrupt("a count above 2^31");
        return (int) count;
    }

    /// A varint that fits an `int`.
    static int number(Reader in) {
        long number = in.varint();
        if (number > Integer.MAX_VALUE) throw new Corrupt("a number above 2^31");
        return (int) number;
    }

    static Reason reason(Reader in) {
        int code = in.u16();
        try {
            return Reason.of(code);
        } catch (IllegalArgumentException _) {
            throw new Corrupt("no reason has the number " + code);
        }
    }

    /// A constant by its place; its order is therefore for ever.
    static Writer constant(Writer out, Enum<?> constant) {
        return out.u8(constant.ordinal());
    }

    static <E extends Enum<E>> E constant(Reader in, List<E> all) {
        int place = in.u8();
        if (place >= all.size()) throw new Corrupt("no constant has the number " + place);
        return all.get(place);
    }

    static Writer amount(Writer out, Amount amount) {
        return out.varint(amount.obol());
    }

    static Amount amount(Reader in) {
        return sound(in.varint(), Amount::new);
    }

    static Writer coin(Writer out, Coin coin) {
        return out.varint(coin.obol()).u32(coin.wei());
    }

    static Coin coin(Reader in) {
        long obol = in.varint();
        return sound(in.u32(), wei -> new Coin(obol, Math.toIntExact(wei)));
    }

    static Writer model(Writer out, ModelId model) {
        return out.string(model.name());
    }

    static ModelId model(Reader in) {
        var name = in.string();
        if (!ModelId.valid(name)) throw new Corrupt("not a model's name");
        return new ModelId(name);
    }

    static Writer models(Writer out, List<ModelId> models) {
        return out.list(LIST_MAX, models, Codecs::model);
    }

    static List<ModelId> models(Reader in) {
        return in.list(LIST_MAX, Codecs::model);
    }

    static Writer prices(Writer out, Prices prices) {
        return out.varint(prices.input().fixed())
                .varint(prices.cachedInput().fixed())
                .varint(prices.output().fixed());
    }

    static Prices prices(Reader in) {
        return new Prices(price(in), price(in), price(in));
    }

    private static Price price(Reader in) {
        return sound(in.varint(), Price::new);
    }

    /// A number out of a type's range is as corrupt as a byte too few.
    private static <T> T sound(long number, LongFunction<T> type) {
        try {
            return type.apply(number);
        } catch (ArithmeticException e) {
            throw new Corrupt(String.valueOf(e.getMessage()));
        }
    }

    static Writer strings(Writer out, List<String> strings) {
        return out.list(LIST_MAX, strings, Writer::string);
    }

    static List<String> strings(Reader in) {
        return in.list(LIST_MAX, Reader::string);
    }

    static Writer terms(Writer out, Terms terms) {
        out.address(terms.delegate()).varint(terms.scopes());
        models(out, terms.models());
        amount(out, terms.perPeriod()).varint(terms.periodSeconds());
        amount(out, terms.total());
        amount(out, terms.perRequest());
        return out.varint(terms.notBefore())
                .varint(terms.expires())
                .varint(terms.depth())
                .string(terms.label());
    }

    static Terms terms(Reader in) {
        return new Terms(
                in.address(),
                number(in),
                models(in),
                amount(in),
                in.varint(),
                amount(in),
                amount(in),
                in.varint(),
                in.varint(),
                number(in),
                in.string());
    }
}
