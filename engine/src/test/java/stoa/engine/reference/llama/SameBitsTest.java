// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.engine.reference.TinyModel;

/// [ENG-14] The promise a dispute rests on: the scores are the same bits whatever compiles and however many compute.
class SameBitsTest {
    private static final String VECTOR = "--add-modules=jdk.incubator.vector";
    private static final String PLAIN_KERNELS = "-D" + KernelChoice.PROPERTY + "=plain";
    private static final String VECTOR_KERNELS = "-D" + KernelChoice.PROPERTY + "=vector";

    @TempDir
    private Path folder;

    @Test
    void every_compiler_thread_count_and_batch_gives_the_same_bits() throws Exception {
        var file = folder.resolve("q8.gguf");
        Files.write(file, new TinyModel(21, 8, TinyModel.Shape.WIDE).bytes());
        var found = new TreeMap<String, String>();
        found.put("interpreter", bits(file, 1, 1, "-Xint", PLAIN_KERNELS));
        found.put("first compiler, batch 8", bits(file, 1, 8, "-XX:TieredStopAtLevel=1", PLAIN_KERNELS));
        found.put("second compiler", bits(file, 1, 1, "-XX:-TieredCompilation", PLAIN_KERNELS));
        found.put("second compiler, 2 threads, batch 8", bits(file, 2, 8, "-XX:-TieredCompilation", PLAIN_KERNELS));
        found.put("vectors", bits(file, 1, 1, VECTOR, VECTOR_KERNELS));
        found.put("vectors, 2 threads, batch 8", bits(file, 2, 8, VECTOR, VECTOR_KERNELS));
        found.put(
                "vectors of half the width, batch 8",
                bits(file, 1, 8, VECTOR, VECTOR_KERNELS, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"));
        found.put("as shipped", bits(file, 2, 8, VECTOR));
        assertEquals(1, new TreeSet<>(found.values()).size(), found::toString);
        assertTrue(found.get("vectors").length() == 64, found::toString);
    }

    private static String bits(Path file, int threads, int batch, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bits.class.getName()));
        command.addAll(List.of(file.toString(), Integer.toString(threads), Integer.toString(batch), "10", "12"));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + "\n" + said);
        return said.split(" ")[0];
    }
}
