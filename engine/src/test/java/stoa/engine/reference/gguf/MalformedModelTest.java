// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.engine.Asks;
import stoa.engine.EngineException;
import stoa.engine.reference.ReferenceEngine;
import stoa.engine.reference.ReferenceLimits;
import stoa.engine.reference.ReferenceModel;
import stoa.engine.reference.TinyModel;

class MalformedModelTest {
    private static final int MUTATIONS = 400;
    private static final long MOST_ALLOCATED = 64 << 20;

    @TempDir
    private Path folder;

    @Test
    void a_damaged_file_is_refused_or_runs_but_never_crashes_or_takes_memory_it_does_not_need() throws Exception {
        var good = new TinyModel(1, 8).bytes();
        int refused = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            var bad = damaged(good, new Random(seed));
            long before = allocated();
            try {
                var model = TinyModel.load(bad);
                run(model);
            } catch (MalformedModel e) {
                refused++;
                assertTrue(e.getMessage().length() > 10, "seed " + seed + ": " + e.getMessage());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("damage with seed " + seed, e);
            }
            long used = allocated() - before;
            assertTrue(used < MOST_ALLOCATED, "seed " + seed + " took " + used + " bytes");
        }
        assertTrue(refused > MUTATIONS / 3, "only " + refused + " were refused");
    }

    @Test
    void every_truncation_is_refused() {
        var good = new TinyModel(1, 0).bytes();
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            int length = i < 40 ? i : random.nextInt(good.length - 1_000);
            var cut = java.util.Arrays.copyOf(good, length);
            assertThrows(MalformedModel.class, () -> TinyModel.load(cut), () -> "cut at " + length);
        }
    }

    @Test
    void a_file_that_is_something_else_is_named_as_such() throws Exception {
        var file = Files.writeString(folder.resolve("x.gguf"), "this is no model, but it is long enough to be read");
        var refusal = assertThrows(MalformedModel.class, () -> ReferenceModel.load(file));
        assertEquals("this is not a GGUF file", refusal.getMessage());
        var empty = Files.write(folder.resolve("empty.gguf"), new byte[0]);
        assertThrows(MalformedModel.class, () -> ReferenceModel.load(empty));
    }

    @Test
    void each_wrong_part_is_refused_with_a_word_about_it() {
        refused("version 2", m -> m.version = 2);
        refused("llama", m -> m.keys.put("general.architecture", "mamba"));
        refused("lacks llama.embedding_length", m -> m.keys.remove("llama.embedding_length"));
        refused("llama.block_count", m -> m.keys.put("llama.block_count", -1));
        refused("llama.block_count", m -> m.keys.put("llama.block_count", "two"));
        refused("llama.context_length", m -> m.keys.put("llama.context_length", 1L << 60));
        refused("lacks the tensor blk.2", m -> m.keys.put("llama.block_count", 3));
        refused("blk.1", m -> m.keys.put("llama.block_count", 1));
        refused("shape", m -> m.keys.put("llama.feed_forward_length", 63));
        refused("heads", m -> m.keys.put("llama.attention.head_count_kv", 3));
        refused("scaled RoPE", m -> m.keys.put("llama.rope.scaling.type", "yarn"));
        refused("scaling.factor", m -> {
            m.keys.put("llama.rope.scaling.type", "linear");
            m.keys.put("llama.rope.scaling.factor", 0f);
        });
        refused("finite", m -> m.keys.put("llama.rope.freq_base", Float.NaN));
        refused("rope.dimension_count", m -> m.keys.put("llama.rope.dimension_count", 9));
        refused("tokenizer is bert", m -> m.keys.put("tokenizer.ggml.model", "bert"));
        refused("tokenizer.ggml.scores", m -> m.keys.put("tokenizer.ggml.model", "llama"));
        refused("pre-tokenizer falcon", m -> m.keys.put("tokenizer.ggml.pre", "falcon"));
        refused("256", m -> m.keys.put("tokenizer.ggml.tokens", List.of("a", "b")));
        refused("one entry per token", m -> m.keys.put("tokenizer.ggml.token_type", List.of(1, 1)));
        refused("merge 0", m -> m.keys.put("tokenizer.ggml.merges", List.of("q z")));
        refused("merge 1", m -> m.keys.put("tokenizer.ggml.merges", List.of("h e", "h e")));
        refused("eos_token_id", m -> m.keys.put("tokenizer.ggml.eos_token_id", 5_000));
        refused("alignment", m -> m.keys.put("general.alignment", 24));
        refused("not part of", m -> m.tensors.put("blk.0.attn_sinks.weight", m.tensors.get("output_norm.weight")));
        refused("Q4_1", m -> retype(m, 3));
        refused("number 99", m -> retype(m, 99));
        refused("impossible shape", m -> reshape(m, Long.MAX_VALUE, 2));
        refused("impossible shape", m -> reshape(m, 0, 2));
        refused("ends inside tensor", m -> reshape(m, 1 << 20, 1 << 10));
        refused("finite number", m -> m.tensors.get("blk.0.attn_norm.weight").values()[3] = Float.NaN);
        refused("finite number", m -> m.tensors.get("token_embd.weight").values()[3] = Float.POSITIVE_INFINITY);
    }

    private static void refused(String words, Consumer<TinyModel> spoil) {
        var model = new TinyModel(1, 0);
        spoil.accept(model);
        var refusal = assertThrows(MalformedModel.class, () -> TinyModel.load(model.bytes()), words);
        assertTrue(refusal.getMessage().contains(words), () -> words + " is not in: " + refusal.getMessage());
    }

    private static void retype(TinyModel m, int type) {
        var old = m.tensors.get("token_embd.weight");
        m.tensors.put("token_embd.weight", new TinyModel.Weights(type, old.shape(), old.values()));
    }

    private static void reshape(TinyModel m, long... shape) {
        var old = m.tensors.get("token_embd.weight");
        m.tensors.put("token_embd.weight", new TinyModel.Weights(0, shape, old.values()));
    }

    /// Flips bytes, writes extreme numbers, cuts or repeats a stretch; mostly near the beginning, where the
    /// structure is.
    private static byte[] damaged(byte[] good, Random random) {
        var out = good.clone();
        int reach = random.nextInt(4) == 0 ? good.length : 8_000;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(reach - 16);
            switch (random.nextInt(5)) {
                case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[at] = (byte) random.nextInt(256);
                case 2 -> {
                    for (int k = 0; k < 8; k++) out[at + k] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                }
                case 3 -> System.arraycopy(good, random.nextInt(reach - 16), out, at, 16);
                default -> out = java.util.Arrays.copyOf(out, out.length - random.nextInt(out.length / 2));
            }
            reach = Math.min(reach, out.length);
        }
        return out;
    }

    /// A model that loads in spite of the damage must answer or refuse like any other.
    private static void run(ReferenceModel model) {
        try (var engine = new ReferenceEngine(model, new ReferenceLimits(1, 1, 0))) {
            Asks.ask(engine, Asks.tokens(model.card().id(), new int[] {1, 2, 3}, 2, 2));
        } catch (EngineException e) {
            assertTrue(e.getMessage().length() > 10);
        }
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
