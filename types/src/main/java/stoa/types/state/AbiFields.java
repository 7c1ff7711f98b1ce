// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;

/// The fields that verbs, events and views share, as Solidity sees them: amounts are uint64 obol, prices uint64 with 16
/// fractional bits. Readers refuse what is out of range, so that the records' own checks never fail.
public final class AbiFields {
    public static final String PRICES = "(uint64 input,uint64 cachedInput,uint64 output)";
    public static final String TERMS = "(address delegate,uint8 scopes,string[] models,uint64 perPeriod,"
            + "uint64 periodSeconds,uint64 total,uint64 perRequest,uint64 notBefore,uint64 expires,uint8 depth,"
            + "string label)";

    private AbiFields() {}

    public static Amount amount(AbiValues values, int place) throws Malformed {
        long obol = values.u63(place);
        if (obol > Amount.CAP_OBOL) throw new Malformed("an amount above 10^18 obol, which is all there is");
        return new Amount(obol);
    }

    public static Price price(AbiValues values, int place) throws Malformed {
        long fixed = values.u63(place);
        if (fixed > Price.CAP.fixed()) throw new Malformed("a price above 2^47, which is 2^31 obol per million");
        return new Price(fixed);
    }

    /// Three prices from three places that follow each other.
    public static Prices prices(AbiValues values, int place) throws Malformed {
        return new Prices(price(values, place), price(values, place + 1), price(values, place + 2));
    }

    public static List<Object> of(Prices prices) {
        return List.of(
                prices.input().fixed(),
                prices.cachedInput().fixed(),
                prices.output().fixed());
    }

    public static ModelId model(AbiValues values, int place) throws Malformed {
        return model(values.text(place));
    }

    public static ModelId model(String name) throws Malformed {
        if (!ModelId.valid(name)) throw new Malformed("a model's name has 1 to 64 characters of a-z 0-9 . _ / : -");
        return new ModelId(name);
    }

    public static List<ModelId> models(AbiValues values, int place) throws Malformed {
        var names = values.list(place);
        var models = new ArrayList<ModelId>(names.size());
        for (int i = 0; i < names.size(); i++) models.add(model(names.text(i)));
        return models;
    }

    public static List<String> names(List<ModelId> models) {
        var names = new ArrayList<String>(models.size());
        for (var model : models) names.add(model.name());
        return names;
    }

    public static List<String> texts(AbiValues values, int place) {
        var list = values.list(place);
        var texts = new ArrayList<String>(list.size());
        for (int i = 0; i < list.size(); i++) texts.add(list.text(i));
        return texts;
    }

    /// A constant by its place.
    public static <E extends Enum<E>> E constant(AbiValues values, int place, List<E> all) throws Malformed {
        int number = small(values, place);
        if (number >= all.size())
            throw new Malformed(
                    "no " + all.getFirst().getDeclaringClass().getSimpleName() + " has the number " + number);
        return all.get(number);
    }

    /// A number of at most 31 bits.
    public static int small(AbiValues values, int place) throws Malformed {
        long number = values.u63(place);
        if (number > Integer.MAX_VALUE) throw new Malformed("a number above 2^31 - 1");
        return (int) number;
    }

    /// A signature has one spelling: r, s, and 27 or 28.
    public static Signature signature(byte[] bytes) throws Malformed {
        if (bytes.length != Signature.BYTES) throw new Malformed("a signature has 65 bytes, not " + bytes.length);
        int v = bytes[Signature.BYTES - 1];
        if (v != 27 && v != 28) throw new Malformed("a signature ends with 27 or 28");
        return Signature.of(bytes);
    }

    public static List<Signature> signatures(AbiValues values, int place) throws Malformed {
        var list = values.list(place);
        var signatures = new ArrayList<Signature>(list.size());
        for (int i = 0; i < list.size(); i++) signatures.add(signature(list.bytes(i)));
        return signatures;
    }

    /// A [#TERMS] tuple.
    public static Terms terms(AbiValues terms) throws Malformed {
        return new Terms(
                terms.address(0),
                small(terms, 1),
                models(terms, 2),
                amount(terms, 3),
                terms.u63(4),
                amount(terms, 5),
                amount(terms, 6),
                terms.u63(7),
                terms.u63(8),
                small(terms, 9),
                terms.text(10));
    }

    public static List<Object> of(Terms terms) {
        return List.of(
                terms.delegate(),
                terms.scopes(),
                names(terms.models()),
                terms.perPeriod().obol(),
                terms.periodSeconds(),
                terms.total().obol(),
                terms.perRequest().obol(),
                terms.notBefore(),
                terms.expires(),
                terms.depth(),
                terms.label());
    }
}
