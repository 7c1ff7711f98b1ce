// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import stoa.engine.reference.ReferenceModel;

/// A process of its own for [SameBitsTest]: prints the hash of all scores of some prompts.
/// `java … stoa.engine.reference.llama.Bits FILE THREADS BATCH PROMPTS TOKENS`
final class Bits {
    private Bits() {}

    public static void main(String[] args) throws Exception {
        var llama = ReferenceModel.load(Path.of(args[0])).llama();
        int threads = Integer.parseInt(args[1]);
        int together = Integer.parseInt(args[2]);
        int prompts = Integer.parseInt(args[3]);
        int tokens = Integer.parseInt(args[4]);
        // The hash must not depend on how prompts are put together, so each has its own.
        var hashes = new MessageDigest[prompts];
        for (int i = 0; i < prompts; i++) hashes[i] = MessageDigest.getInstance("SHA-256");
        var workspace = new Workspace(llama.config());
        try (var team = new Team(llama.config(), threads)) {
            for (int first = 0; first < prompts; first += together)
                group(llama, first, Math.min(prompts, first + together), tokens, workspace, team, hashes);
        }
        var all = MessageDigest.getInstance("SHA-256");
        for (var hash : hashes) all.update(hash.digest());
        IO.println(HexFormat.of().formatHex(all.digest()) + " " + KernelChoice.name());
    }

    private static void group(
            Llama llama, int first, int until, int tokens, Workspace w, Team team, MessageDigest[] hashes) {
        var caches = new KvCache[until - first];
        var given = new int[until - first][];
        for (int i = 0; i < caches.length; i++) {
            caches[i] = new KvCache(llama.config());
            given[i] = new Random(first + i)
                    .ints(tokens, 0, llama.config().vocabulary())
                    .toArray();
        }
        var batch = new Batch();
        var bytes = ByteBuffer.allocate(llama.config().vocabulary() * Float.BYTES);
        for (int t = 0; t < tokens; t++) {
            batch.clear();
            for (int i = 0; i < caches.length; i++) batch.add(given[i][t], caches[i], Batch.Want.SCORES);
            llama.step(batch, w, team, (index, logits) -> {
                bytes.clear();
                for (float score : logits) bytes.putFloat(score);
                hashes[first + index].update(bytes.flip());
            });
        }
    }
}
