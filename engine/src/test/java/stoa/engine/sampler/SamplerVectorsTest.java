// SPDX-License-Identifier: Apache-2.0
package stoa.engine.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.engine.RunSeed;
import stoa.engine.Sampling;
import stoa.kit.json.Json;

/// The published vectors and this sampler say the same, for run seeds [SAM-2], functions [SAM-5], noise [SAM-4] and
/// whole draws with every parameter [SAM-1] [SAM-3]. `-Dstoa.write=true` writes them anew.
class SamplerVectorsTest {
    private static final Path FILE = Path.of(System.getProperty("stoa.root"), "spec", "vectors", "sampler.json");
    private static final long SEED = 20_260_101;

    @Test
    void the_published_vectors_are_what_this_sampler_does() throws Exception {
        var text = lines(made());
        if (Boolean.getBoolean("stoa.write")) Files.writeString(FILE, text);
        assertEquals(text, Files.readString(FILE));
        assertTrue(Json.parse(text).path("draws").size() >= 100);
    }

    @Test
    void the_python_plug_in_gives_the_same_vectors() throws Exception {
        var root = Path.of(System.getProperty("stoa.root"));
        assumeTrue(new ProcessBuilder("which", "python3").start().waitFor() == 0, "no python3 here");
        var run = new ProcessBuilder("python3", "-m", "unittest", "discover", "-s", "integrations/python/tests")
                .directory(root.toFile())
                .redirectErrorStream(true);
        run.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var python = run.start();
        var said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, python.waitFor(), said);
    }

    private static ObjectNode made() {
        var random = new Random(SEED);
        var out = Json.object();
        runSeeds(out.putArray("runSeeds"), random);
        functions(out.putArray("functions"), random);
        noise(out.putArray("noise"), random);
        draws(out.putArray("draws"), random);
        return out;
    }

    private static void runSeeds(ArrayNode list, Random random) {
        for (int i = 0; i < 6; i++) {
            var model = new String[] {"stoa-tiny", "acme/large-70b", "grün"}[i % 3];
            long seed = i < 2 ? i : random.nextLong();
            int choice = i / 2;
            list.addObject()
                    .put("model", model)
                    .put("seed", seed)
                    .put("choice", choice)
                    .put("runSeed", RunSeed.ofCaller(model, seed, choice).toString());
        }
        for (int i = 0; i < 4; i++) {
            var hash = new byte[RunSeed.BYTES];
            var nonce = new byte[RunSeed.NONCE_BYTES];
            random.nextBytes(hash);
            random.nextBytes(nonce);
            long session = random.nextLong() >>> 20;
            var hex = HexFormat.of();
            list.addObject()
                    .put("session", session)
                    .put("requestHash", hex.formatHex(hash))
                    .put("nonce", hex.formatHex(nonce))
                    .put("choice", i)
                    .put("runSeed", RunSeed.ofSession(session, hash, nonce, i).toString());
        }
    }

    private static void functions(ArrayNode list, Random random) {
        for (int i = 0; i < 40; i++) {
            long d = i < 3 ? i : (random.nextLong() >>> 34) % (22L << 24);
            long v = i < 3 ? i + 1 : 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            long n = i == 0 ? 0 : i == 1 ? (1L << 32) - 1 : i == 2 ? (1L << 32) - (1 << 20) : random.nextLong() >>> 32;
            list.addObject()
                    .put("d", d)
                    .put("expMinus", FixedPoint.expMinus(d))
                    .put("v", v)
                    .put("ln", FixedPoint.ln(v))
                    .put("n", n)
                    .put("gumbel", GumbelNoise.gumbel(n));
        }
    }

    private static void noise(ArrayNode list, Random random) {
        for (int i = 0; i < 20; i++) {
            var seed = RunSeed.ofCaller("stoa-tiny", i / 4, 0);
            long position = i % 4 == 0 ? 0 : random.nextInt(100_000);
            int token = i % 5 == 0 ? 0 : random.nextInt(200_000);
            list.addObject()
                    .put("runSeed", seed.toString())
                    .put("position", position)
                    .put("token", token)
                    .put("noise", GumbelNoise.at(seed, position).of(token));
        }
    }

    private static void draws(ArrayNode list, Random random) {
        for (int i = 0; i < 120; i++) {
            int vocabulary = 8 + random.nextInt(24);
            var entry = list.addObject();
            entry.put("runSeed", RunSeed.ofCaller("stoa-tiny", i, 0).toString());
            entry.put("temperature", i % 6 == 0 ? 0 : hundredths(random, 10, 200));
            entry.put("topK", i % 3 == 1 ? 1 + random.nextInt(10) : 0);
            entry.put("topP", i % 3 == 2 ? hundredths(random, 5, 99) : 1.0);
            entry.put("minP", i % 4 == 3 ? hundredths(random, 1, 40) : 0.0);
            entry.put("presencePenalty", i % 5 == 1 ? hundredths(random, -100, 200) : 0.0);
            entry.put("frequencyPenalty", i % 5 == 2 ? hundredths(random, -100, 200) : 0.0);
            entry.put("repetitionPenalty", i % 5 == 3 ? hundredths(random, 50, 200) : 1.0);
            var bias = entry.putObject("logitBias");
            if (i % 7 == 2) bias.put(Integer.toString(random.nextInt(vocabulary)), hundredths(random, -400, 400));
            var prompt = entry.putArray("prompt");
            for (int k = random.nextInt(4); k > 0; k--) prompt.add(random.nextInt(vocabulary));
            if (i % 8 == 5) {
                var allowed = entry.putArray("allowed");
                for (int id = random.nextInt(3); id < vocabulary; id += 1 + random.nextInt(3)) allowed.add(id);
            }
            var rows = entry.putArray("logits");
            for (int row = 0; row < 4; row++) {
                var logits = rows.addArray();
                double spread = new double[] {0.1, 2, 8, 40}[i % 4];
                for (int id = 0; id < vocabulary; id++)
                    logits.add(Float.toString((float) (random.nextGaussian() * spread)));
            }
            var tokens = entry.putArray("tokens");
            var sampler = sampler(entry);
            for (var row : rows) tokens.add(sampler.next(floats(row), allowed(entry)));
        }
    }

    private static CanonicalSampler sampler(JsonNode entry) {
        Map<Integer, Double> bias = new TreeMap<>();
        for (var field : entry.path("logitBias").properties())
            bias.put(Integer.valueOf(field.getKey()), field.getValue().doubleValue());
        var sampling = new Sampling(
                OptionalDouble.of(entry.path("temperature").doubleValue()),
                OptionalDouble.of(entry.path("topP").doubleValue()),
                entry.path("topK").intValue(),
                entry.path("minP").doubleValue(),
                entry.path("presencePenalty").doubleValue(),
                entry.path("frequencyPenalty").doubleValue(),
                entry.path("repetitionPenalty").doubleValue(),
                bias,
                OptionalLong.empty());
        var prompt = new int[entry.path("prompt").size()];
        for (int i = 0; i < prompt.length; i++)
            prompt[i] = entry.path("prompt").path(i).intValue();
        var seed = RunSeed.of(HexFormat.of().parseHex(entry.path("runSeed").textValue()));
        return new CanonicalSampler(sampling, 1, 1, seed, prompt);
    }

    private static @org.jspecify.annotations.Nullable BitSet allowed(JsonNode entry) {
        if (!entry.has("allowed")) return null;
        var out = new BitSet();
        for (var id : entry.path("allowed")) out.set(id.intValue());
        return out;
    }

    /// Scores are 32-bit floats in their shortest decimal form, as texts, so that no reader makes doubles of them.
    private static float[] floats(JsonNode row) {
        var out = new float[row.size()];
        for (int i = 0; i < out.length; i++)
            out[i] = Float.parseFloat(row.path(i).textValue());
        return out;
    }

    private static double hundredths(Random random, int least, int most) {
        return (least + random.nextInt(most - least + 1)) / 100.0;
    }

    /// One entry a line, so that a change can be read.
    private static String lines(ObjectNode vectors) {
        var out = new StringBuilder("{\n");
        int left = vectors.size();
        for (var field : vectors.properties()) {
            out.append('"').append(field.getKey()).append("\": [\n");
            for (int i = 0; i < field.getValue().size(); i++)
                out.append("  ")
                        .append(new String(Json.write(field.getValue().path(i)), StandardCharsets.UTF_8))
                        .append(i + 1 < field.getValue().size() ? ",\n" : "\n");
            out.append(--left > 0 ? "],\n" : "]\n");
        }
        return out.append("}\n").toString();
    }
}
