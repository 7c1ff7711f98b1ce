// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.kit.crypto.Digests;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.vm.wasm.GuestThread;
import stoa.vm.wasm.Image;
import stoa.vm.wasm.Interpreter;
import stoa.vm.wasm.Surroundings;

/// The image every call starts from: Python started, our library imported. Made from the same parts it is the same, bit
/// for bit, on every machine; it is kept on disk because making it takes seconds.
final class BaseImage {
    record Made(Image image, Hash hash) {}

    private static final String INTERPRETER = "trino-wasm-python 3.13-8, endive 1.1.0";
    private static final String FIRST = "guest.py";

    /// The library's modules: name, and where its source lies among the resources.
    private static final List<String> MODULES = List.of(
            "genlayer.__init__",
            "genlayer._abi",
            "genlayer._address",
            "genlayer._calldata",
            "genlayer._calls",
            "genlayer._collections",
            "genlayer._contract",
            "genlayer._events",
            "genlayer._host",
            "genlayer._layout",
            "genlayer._message",
            "genlayer._records",
            "genlayer._run",
            "genlayer._schema",
            "genlayer._slots",
            "genlayer._trace",
            "genlayer._treemap",
            "genlayer.advanced",
            "genlayer.eq_principle",
            "genlayer.evm",
            "genlayer.gl",
            "genlayer.nondet.__init__",
            "genlayer.nondet.web",
            "genlayer.storage",
            "genlayer.vm",
            "genlayer.wasi");

    private BaseImage() {}

    /// On a guest thread.
    static Made make(MachineConfig config) throws IOException {
        var bundle = bundle();
        var directory = config.imageDirectory().orElse(null);
        if (directory == null) return boot(bundle);
        var inputs = Digests.INSTANCE.sha256(INTERPRETER.getBytes(StandardCharsets.UTF_8), resource(FIRST), bundle);
        var file = directory.resolve("contracts-" + Hex.encode(inputs.bytes()).substring(2, 18) + ".image");
        var kept = load(file);
        if (kept != null) return kept;
        var made = boot(bundle);
        save(made, file);
        return made;
    }

    private static Made boot(byte[] bundle) throws IOException {
        GuestThread.begin(Long.MAX_VALUE >> 1, Long.MAX_VALUE);
        var interpreter = new Interpreter(Image.EMPTY);
        var around = new Surroundings.Still();
        var order = new byte[bundle.length + 1];
        order[0] = 'B';
        System.arraycopy(bundle, 0, order, 1, bundle.length);
        try {
            interpreter.start(around, resource(FIRST));
            interpreter.execute(around, order);
        } catch (Interpreter.Ended ended) {
            throw new IllegalStateException(ended.getMessage() + ": " + around.printed(), ended);
        }
        var image = interpreter.capture();
        var digest = Digests.newSha256();
        image.write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return new Made(image, Hash.of(digest.digest()));
    }

    private static byte[] bundle() throws IOException {
        var out = new ByteArrayOutputStream();
        for (var module : MODULES) {
            Program.part(out, module);
            Program.part(out, new String(resource(module.replace('.', '/') + ".py"), StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BaseImage.class.getResourceAsStream("guest/" + name)) {
            if (in == null) throw new IOException("the guest's library lacks " + name);
            return in.readAllBytes();
        }
    }

    /// The file ends with the hash of what is before it; one that does not fit is made anew.
    private static @Nullable Made load(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return null;
        var digest = Digests.newSha256();
        try (var raw = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            var image = Image.read(new DigestInputStream(raw, digest));
            var hash = Hash.of(digest.digest());
            return hash.equals(Hash.of(raw.readNBytes(Hash.BYTES))) ? new Made(image, hash) : null;
        } catch (IOException | IllegalArgumentException _) {
            return null;
        }
    }

    private static void save(Made made, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        var part = Files.createTempFile(file.getParent(), "contracts-", ".part");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
                made.image().write(out);
                out.write(made.hash().bytes());
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
