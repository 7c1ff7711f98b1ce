// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;

/// The parameters of a call, or the fields of an object among them, read as what they should be. What is missing or
/// malformed is an [RpcError] -32602 that says which and what was wanted.
public final class Params {
    private static final int TEXT_MAX = 256;

    private final JsonNode node;
    private final String path;

    private Params(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static Params of(JsonNode list) {
        return new Params(list, "params");
    }

    /// An object without fields.
    public static Params empty() {
        return new Params(Json.object(), "params");
    }

    public int size() {
        return node.size();
    }

    // ── by place ──

    public Address address(int place) {
        return address(need(place, "an address"), at(place));
    }

    public Hash hash(int place) {
        return hash(need(place, "a hash"), at(place));
    }

    public byte[] data(int place) {
        return data(need(place, "hexadecimal data"), at(place));
    }

    /// 0 to 2^63 − 1.
    public long number(int place) {
        return number(need(place, "a quantity"), at(place));
    }

    public String text(int place) {
        return text(need(place, "a text"), at(place));
    }

    public Params object(int place) {
        return object(need(place, "an object"), at(place));
    }

    public Optional<Params> optionalObject(int place) {
        return optional(place, Params::object);
    }

    public Optional<Long> optionalNumber(int place) {
        return optional(place, Params::number);
    }

    public Optional<Boolean> optionalFlag(int place) {
        return optional(place, Params::flag);
    }

    /// The raw value; missing and null are empty.
    public Optional<JsonNode> value(int place) {
        return Optional.ofNullable(node.get(place)).filter(each -> !each.isNull());
    }

    // ── by name ──

    public Optional<Address> optionalAddress(String name) {
        return optional(name, Params::address);
    }

    public Optional<Hash> optionalHash(String name) {
        return optional(name, Params::hash);
    }

    public Optional<byte[]> optionalData(String name) {
        return optional(name, Params::data);
    }

    public Optional<Long> optionalNumber(String name) {
        return optional(name, Params::number);
    }

    public Optional<BigInteger> optionalInteger(String name) {
        return optional(name, Params::integer);
    }

    public Optional<String> optionalText(String name) {
        return optional(name, Params::text);
    }

    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(node.get(name)).filter(each -> !each.isNull());
    }

    /// One value or a list of at most `most`; missing and null are an empty list.
    public List<Address> addresses(String name, int most) {
        return oneOrMany(value(name), path + "." + name, most, Params::address);
    }

    /// As [#addresses], place by place: each null (all), a hash or a list of hashes.
    public List<List<Hash>> hashLists(String name, int mostPlaces, int mostEach) {
        var list = value(name);
        var where = path + "." + name;
        if (list.isEmpty()) return List.of();
        if (!list.get().isArray() || list.get().size() > mostPlaces)
            throw wrong(where, "a list of at most " + mostPlaces);
        var out = new ArrayList<List<Hash>>();
        for (int i = 0; i < list.get().size(); i++)
            out.add(oneOrMany(
                    Optional.of(list.get().get(i)).filter(each -> !each.isNull()),
                    where + "[" + i + "]",
                    mostEach,
                    Params::hash));
        return out;
    }

    public RpcError wrong(int place, String wanted) {
        return wrong(at(place), wanted);
    }

    public RpcError wrongField(String name, String wanted) {
        return wrong(path + "." + name, wanted);
    }

    // ── readers ──

    public static Address address(JsonNode value, String where) {
        var bytes = data(value, where);
        if (bytes.length != Address.BYTES) throw wrong(where, "an address of 20 bytes");
        return Address.of(bytes);
    }

    public static Hash hash(JsonNode value, String where) {
        var bytes = data(value, where);
        if (bytes.length != Hash.BYTES) throw wrong(where, "a hash of 32 bytes");
        return Hash.of(bytes);
    }

    static byte[] data(JsonNode value, String where) {
        if (!value.isTextual()) throw wrong(where, "hexadecimal text");
        try {
            return Hex.decode(value.textValue());
        } catch (IllegalArgumentException malformed) {
            throw wrong(where, "hexadecimal data (" + malformed.getMessage() + ")");
        }
    }

    public static long number(JsonNode value, String where) {
        var number = integer(value, where);
        if (number.bitLength() > 63) throw wrong(where, "a quantity below 2^63");
        return number.longValueExact();
    }

    static BigInteger integer(JsonNode value, String where) {
        if (value.isIntegralNumber()) {
            var number = value.bigIntegerValue();
            if (number.signum() < 0 || number.bitLength() > 256) throw wrong(where, "a quantity of at most 256 bits");
            return number;
        }
        if (!value.isTextual()) throw wrong(where, "a quantity such as \"0x1f\"");
        try {
            return Quantity.parse(value.textValue());
        } catch (IllegalArgumentException malformed) {
            throw wrong(where, "a quantity such as \"0x1f\" (" + malformed.getMessage() + ")");
        }
    }

    private static String text(JsonNode value, String where) {
        if (!value.isTextual() || value.textValue().length() > TEXT_MAX)
            throw wrong(where, "a text of at most " + TEXT_MAX + " characters");
        return value.textValue();
    }

    private static boolean flag(JsonNode value, String where) {
        if (!value.isBoolean()) throw wrong(where, "true or false");
        return value.booleanValue();
    }

    private static Params object(JsonNode value, String where) {
        if (!value.isObject()) throw wrong(where, "an object");
        return new Params(value, where);
    }

    private static <T> List<T> oneOrMany(Optional<JsonNode> value, String where, int most, Reader<T> reader) {
        if (value.isEmpty()) return List.of();
        if (!value.get().isArray()) return List.of(reader.read(value.get(), where));
        if (value.get().size() > most) throw wrong(where, "at most " + most + " values");
        var out = new ArrayList<T>();
        for (int i = 0; i < value.get().size(); i++)
            out.add(reader.read(value.get().get(i), where + "[" + i + "]"));
        return out;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonNode value, String where);
    }

    private <T> Optional<T> optional(int place, Reader<T> reader) {
        return value(place).map(each -> reader.read(each, at(place)));
    }

    private <T> Optional<T> optional(String name, Reader<T> reader) {
        return value(name).map(each -> reader.read(each, path + "." + name));
    }

    private JsonNode need(int place, String wanted) {
        return value(place).orElseThrow(() -> RpcError.invalidParams(at(place) + " is missing: " + wanted));
    }

    private String at(int place) {
        return path + "[" + place + "]";
    }

    private static RpcError wrong(String where, String wanted) {
        return RpcError.invalidParams(where + " should be " + wanted);
    }
}
