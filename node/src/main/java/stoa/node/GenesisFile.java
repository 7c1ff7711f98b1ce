// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hex;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;

/// The genesis as JSON for people: balances as wei in decimal text, prices in obol per million units with 16 fractional
/// bits, keys in hexadecimal.
public final class GenesisFile {
    private GenesisFile() {}

    public static void write(Path file, Genesis genesis) throws IOException {
        AtomicFile.write(
                file, (Json.text(tree(genesis)) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8), "rw-r--r--");
    }

    /// @throws Home.Unusable when it is not a genesis, in words for whoever edited it
    public static Genesis read(Path file) throws IOException {
        try {
            return genesis(Json.parse(Files.readAllBytes(file)));
        } catch (MalformedJson | IllegalArgumentException | ArithmeticException e) {
            throw new Home.Unusable(file + " is not a genesis: " + e.getMessage());
        }
    }

    private static ObjectNode tree(Genesis genesis) {
        var json = Json.object()
                .put("chainId", genesis.chainId())
                .put("timeSeconds", genesis.timeSeconds())
                .put("registrar", genesis.registrar().toString())
                .put("faucet", genesis.faucet().toString());
        json.set("params", Json.parse(Json.write(genesis.params())));
        var accounts = json.putArray("accounts");
        for (var account : genesis.accounts())
            accounts.addObject()
                    .put("address", account.address().toString())
                    .put("wei", account.balance().toWei().toString());
        var models = json.putArray("models");
        for (var model : genesis.models()) {
            var item = models.addObject().put("id", model.id().name());
            item.putObject("prices")
                    .put("input", model.prices().input().fixed())
                    .put("cachedInput", model.prices().cachedInput().fixed())
                    .put("output", model.prices().output().fixed());
            item.put("context", model.context()).put("coefficient", model.coefficient());
            var classes = item.putArray("engineClasses");
            model.engineClasses().forEach(classes::add);
        }
        var hosts = json.putArray("hosts");
        for (var host : genesis.hosts()) {
            var item = hosts.addObject()
                    .put("address", host.address().toString())
                    .put("owner", host.owner().toString())
                    .put("endpoint", host.endpoint())
                    .put("collateralObol", host.collateral().obol());
            var served = item.putArray("models");
            host.models().forEach(model -> served.add(model.name()));
            var rates = item.putObject("provenRates");
            host.provenRates().forEach(rate -> rates.put(rate.model().name(), rate.unitsPerSecond()));
        }
        var validators = json.putArray("validators");
        for (var validator : genesis.validators())
            validators
                    .addObject()
                    .put("address", validator.address().toString())
                    .put("blsKey", Hex.encode(validator.blsKey()))
                    .put("proof", Hex.encode(validator.proof()))
                    .put("power", validator.power());
        return json;
    }

    private static Genesis genesis(JsonNode json) {
        return new Genesis(
                number(json, "chainId"),
                number(json, "timeSeconds"),
                record(Params.class, need(json, "params")),
                Address.parse(text(json, "registrar")),
                Address.parse(text(json, "faucet")),
                list(
                        json,
                        "accounts",
                        item -> new Genesis.Account(
                                Address.parse(text(item, "address")),
                                Coin.ofWei(new java.math.BigInteger(text(item, "wei"))))),
                list(json, "models", GenesisFile::model),
                list(json, "hosts", GenesisFile::host),
                list(
                        json,
                        "validators",
                        item -> new Genesis.Validator(
                                Address.parse(text(item, "address")),
                                Hex.decode(text(item, "blsKey")),
                                Hex.decode(text(item, "proof")),
                                number(item, "power"))));
    }

    /// By hand, for whoever edited it should hear the parameter's own refusal, and none may be left out.
    private static <T> T record(Class<T> record, JsonNode json) {
        var components = record.getRecordComponents();
        var types = new Class<?>[components.length];
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var name = components[i].getName();
            types[i] = components[i].getType();
            if (types[i].isRecord()) values[i] = record(types[i], need(json, name));
            else if (types[i] == boolean.class) values[i] = flag(json, name);
            else if (types[i] == long.class) values[i] = number(json, name);
            else values[i] = Math.toIntExact(number(json, name));
        }
        try {
            return record.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Genesis.Model model(JsonNode item) {
        var prices = need(item, "prices");
        return new Genesis.Model(
                new ModelId(text(item, "id")),
                new Prices(
                        new Price(number(prices, "input")),
                        new Price(number(prices, "cachedInput")),
                        new Price(number(prices, "output"))),
                number(item, "context"),
                number(item, "coefficient"),
                list(item, "engineClasses", JsonNode::asText));
    }

    private static Genesis.Host host(JsonNode item) {
        var rates = new ArrayList<Genesis.Rate>();
        for (var rate : need(item, "provenRates").properties())
            rates.add(
                    new Genesis.Rate(new ModelId(rate.getKey()), rate.getValue().asLong()));
        return new Genesis.Host(
                Address.parse(text(item, "address")),
                Address.parse(text(item, "owner")),
                text(item, "endpoint"),
                list(item, "models", model -> new ModelId(model.asText())),
                new Amount(number(item, "collateralObol")),
                rates);
    }

    private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> item) {
        var out = new ArrayList<T>();
        for (var each : need(json, name)) out.add(item.apply(each));
        return out;
    }

    private static JsonNode need(JsonNode json, String name) {
        if (!json.has(name)) throw new IllegalArgumentException("'" + name + "' is missing");
        return json.get(name);
    }

    private static String text(JsonNode json, String name) {
        if (!need(json, name).isTextual()) throw new IllegalArgumentException("'" + name + "' is not text");
        return json.get(name).textValue();
    }

    private static boolean flag(JsonNode json, String name) {
        if (!need(json, name).isBoolean()) throw new IllegalArgumentException("'" + name + "' is not true or false");
        return json.get(name).booleanValue();
    }

    private static long number(JsonNode json, String name) {
        if (!need(json, name).canConvertToLong() || !json.get(name).isIntegralNumber())
            throw new IllegalArgumentException("'" + name + "' is not a whole number");
        return json.get(name).longValue();
    }
}
