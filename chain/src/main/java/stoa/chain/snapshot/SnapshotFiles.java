// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import stoa.kit.crypto.Digests;
import stoa.kit.io.AtomicFile;
import stoa.types.Hash;
import stoa.types.codec.Malformed;

/// A snapshot's files one by one, as they travel between nodes.
public final class SnapshotFiles {
    private SnapshotFiles() {}

    /// What a chunk, or a manifest, is known by.
    public static Hash hash(byte[] bytes) {
        return Digests.INSTANCE.sha256(bytes);
    }

    /// The bytes of a whole snapshot's manifest.
    public static byte[] manifest(Path directory) throws IOException {
        return Files.readAllBytes(directory.resolve(Manifest.FILE));
    }

    /// How many chunks its manifest names.
    public static int chunks(Path directory) throws IOException {
        try {
            return Manifest.parse(manifest(directory)).chunks().size();
        } catch (Malformed malformed) {
            throw new IOException(directory + ": " + malformed.getMessage(), malformed);
        }
    }

    public static byte[] chunk(Path directory, int index) throws IOException {
        return Files.readAllBytes(Manifest.chunk(directory, index));
    }

    public static void writeManifest(Path directory, byte[] bytes) throws IOException {
        Files.createDirectories(directory);
        AtomicFile.writePrivate(directory.resolve(Manifest.FILE), bytes);
    }

    public static void writeChunk(Path directory, int index, byte[] bytes) throws IOException {
        AtomicFile.writePrivate(Manifest.chunk(directory, index), bytes);
    }

    /// Removes a snapshot, whole or not; nothing happens when there is none.
    public static void delete(Path directory) throws IOException {
        try (var tree = Files.walk(directory)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        } catch (NoSuchFileException _) {
            return;
        }
    }
}
