// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import stoa.kit.crypto.KeyFile;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.io.AtomicFile;

/// A node's data directory: what lies where, and which version of the layout it is.
public record Home(Path dir) {
    /// Raised when an older program could not read what a newer one wrote, or the reverse.
    private static final String FORMAT = "stoa data 1";

    /// `--data`, else `STOA_DATA`, else `.stoa` in the checkout, else `~/.stoa` for an installed archive.
    public static Home of(Optional<Path> option) {
        if (option.isPresent()) return new Home(option.get().toAbsolutePath().normalize());
        var environment = System.getenv("STOA_DATA");
        if (environment != null && !environment.isBlank())
            return new Home(Path.of(environment).toAbsolutePath().normalize());
        var checkout = program();
        if (Files.exists(checkout.resolve("pom.xml"))) return new Home(checkout.resolve(".stoa"));
        return new Home(Path.of(System.getProperty("user.home"), ".stoa"));
    }

    /// Where the program itself lies: the checkout, or the unpacked archive.
    public static Path program() {
        return Path.of(System.getProperty("stoa.home", System.getProperty("stoa.root", ".")))
                .toAbsolutePath()
                .normalize();
    }

    public Path genesis() {
        return dir.resolve("genesis.json");
    }

    public Path chain() {
        return dir.resolve("chain");
    }

    public Path views() {
        return dir.resolve("views");
    }

    public Path gateway() {
        return dir.resolve("gateway");
    }

    public Path host(int number) {
        return dir.resolve("hosts").resolve(Integer.toString(number));
    }

    public Path keys() {
        return dir.resolve("keys");
    }

    /// Written once all is ready; how the other commands find the node.
    public Path ready() {
        return dir.resolve("ready.json");
    }

    public Path log() {
        return dir.resolve("log").resolve("stoa.log");
    }

    /// Makes the directory, private to its owner, and checks its format. A refusal says what to do.
    ///
    /// @throws Unusable when it holds something else, or another version's data
    public void open() throws IOException {
        var format = dir.resolve("format");
        // Refused before anything is touched: not even the mode of somebody else's directory changes.
        if (Files.exists(format)) requireKnown(format);
        else if (Files.exists(dir)) requireOurs();
        createPrivate(dir);
        createPrivate(keys());
        createPrivate(log().getParent());
        if (!Files.exists(format))
            AtomicFile.write(format, (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII), "rw-------");
    }

    private static void requireKnown(Path format) throws IOException {
        var found = Files.readString(format).strip();
        if (!found.equals(FORMAT))
            throw new Unusable(format.getParent() + " holds '" + found.substring(0, Math.min(40, found.length()))
                    + "', this program reads '" + FORMAT
                    + "': use the program that wrote it, another --data, or --fresh to begin anew");
    }

    /// Nothing may be there but what commands put there before the first start.
    private void requireOurs() throws IOException {
        if (!Files.isDirectory(dir)) throw new Unusable(dir + " is not a directory");
        if (Files.exists(genesis()))
            throw new Unusable(dir
                    + " has no format file: it was made by a program that never finished; use --fresh to begin anew");
        var ours = List.of(keys(), log().getParent(), dir.resolve("lock"));
        try (var entries = Files.list(dir)) {
            var stranger = entries.filter(entry -> !ours.contains(entry)).findFirst();
            if (stranger.isPresent())
                throw new Unusable(dir + " holds other things ("
                        + stranger.get().getFileName() + "): choose an empty --data directory");
        }
    }

    /// Removes everything in a directory that carries our format file; anything else is refused, for `--fresh` on a
    /// wrong path must not empty somebody's home.
    public void wipe() throws IOException {
        if (!Files.exists(dir)) return;
        if (!Files.exists(dir.resolve("format"))) {
            try (var entries = Files.list(dir)) {
                if (entries.findAny().isEmpty()) return;
            }
            throw new Unusable(dir + " was not made by stoa: --fresh leaves it alone");
        }
        for (var path : wipeOrder()) Files.deleteIfExists(path);
    }

    /// What a directory holds before the directory; the format file, which makes all of it ours, last: a wipe that is
    /// cut
    /// short can be repeated.
    List<Path> wipeOrder() throws IOException {
        var format = dir.resolve("format");
        try (var tree = Files.walk(dir)) {
            var order = new ArrayList<>(tree.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(dir) && !path.equals(format))
                    .toList());
            order.add(format);
            return order;
        }
    }

    /// Removes a directory and everything in it.
    public static void delete(Path directory) throws IOException {
        try (var tree = Files.walk(directory)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }

    /// The key of this name, made on first use.
    public PrivateKey key(String name) throws IOException {
        var file = keys().resolve(name + ".key");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) KeyFile.create(file, PrivateKey.generate());
        return KeyFile.read(file);
    }

    private static void createPrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        try {
            Files.setPosixFilePermissions(
                    directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX modes; the key files' own guard still speaks up where it can.
            return;
        }
    }

    /// The directory cannot be used; the message is for the person who typed the command.
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        public Unusable(String message) {
            super(message);
        }
    }
}
