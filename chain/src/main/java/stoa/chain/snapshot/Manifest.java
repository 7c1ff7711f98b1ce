// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import stoa.kit.crypto.Digests;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Utf8;
import stoa.types.codec.Writer;

/// What a snapshot consists of. The file `manifest` is written last, so a directory without it is no snapshot.
///
/// @param block whose header has the root of the state in the chunks
/// @param entries in all chunks
/// @param chunks SHA-256 of each, in order
public record Manifest(Hash genesis, CommittedBlock block, long entries, List<Hash> chunks) {
    static final String FILE = "manifest";

    private static final byte[] MAGIC = Utf8.encode("stoa snapshot 1\n");
    private static final int CHUNKS_MAX = 1 << 24;

    public Manifest {
        chunks = List.copyOf(chunks);
    }

    public long height() {
        return block.height();
    }

    static Path chunk(Path directory, int index) {
        return directory.resolve(String.format(Locale.ROOT, "chunk-%08d", index));
    }

    byte[] encode() {
        byte[] body = new Writer(1_024 + 32 * chunks.size())
                .raw(MAGIC)
                .hash(genesis)
                .bytes(block.encode())
                .u63(entries)
                .list(CHUNKS_MAX, chunks, Writer::hash)
                .toBytes();
        return Bytes.concat(body, Digests.INSTANCE.sha256(body).bytes());
    }

    static Manifest parse(byte[] bytes) throws Malformed {
        int end = bytes.length - Hash.BYTES;
        if (end < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            throw new Malformed("not the manifest of a snapshot that this program reads");
        byte[] body = Arrays.copyOf(bytes, end);
        if (!Digests.INSTANCE.sha256(body).equals(Hash.of(bytes, end))) throw new Malformed("the manifest is damaged");
        return Reader.parse(body, in -> {
            in.raw(MAGIC.length);
            return new Manifest(
                    in.hash(), CommittedBlock.decode(in.bytes()), in.u63(), in.list(CHUNKS_MAX, Reader::hash));
        });
    }
}
