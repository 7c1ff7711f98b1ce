// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// The pinned CometBFT: built from source by the Go that is here, and taken only if the source has the pinned sum.
public final class CometBinary {
    /// The version whose protocol `stoa.chain.abci` speaks.
    public static final String VERSION = "v0.38.25";
    /// Go's own checksum of the module's source at that version.
    public static final String SUM = "h1:jtGSyssudmkjED2fk9wFGfd/fNyPKvLIinW62ELxZH4=";

    private static final String MODULE = "github.com/cometbft/cometbft";
    private static final int GO_MINOR_LEAST = 22;
    private static final long QUICK_SECONDS = 20;
    private static final long BUILD_SECONDS = 1_200;
    private static final Pattern GO_VERSION = Pattern.compile("go1\\.(\\d+)");

    private CometBinary() {}

    /// Where built programs lie: `STOA_TOOLS`, else `stoa` in the user's cache directory.
    public static Path directory() {
        var chosen = System.getenv("STOA_TOOLS");
        if (chosen != null && !chosen.isBlank()) return versioned(Path.of(chosen));
        var cache = System.getenv("XDG_CACHE_HOME");
        return versioned(
                cache != null && !cache.isBlank()
                        ? Path.of(cache, "stoa")
                        : Path.of(System.getProperty("user.home"), ".cache", "stoa"));
    }

    private static Path versioned(Path base) {
        return base.toAbsolutePath().normalize().resolve("cometbft-" + VERSION.substring(1));
    }

    /// The program, if it was built.
    public static Optional<Path> find() {
        return find("cometbft");
    }

    /// CometBFT's tool that drives an application by hand, if it was built.
    public static Optional<Path> findAbciCli() {
        return find("abci-cli");
    }

    private static Optional<Path> find(String name) {
        return Optional.of(directory().resolve(name)).filter(Files::isExecutable);
    }

    /// The program, or an `IOException` whose message says how to get it.
    public static Path require() throws IOException {
        return find().orElseThrow(() -> new IOException("CometBFT is not built yet: run ./stoa network install"));
    }

    /// Builds what is missing. Without a fitting Go, or when the source is not the pinned one, an `IOException` with
    /// one
    /// line for the operator.
    public static Path install(boolean withAbciCli) throws IOException, InterruptedException {
        var done = find();
        if (done.isPresent() && (!withAbciCli || findAbciCli().isPresent())) return done.get();
        var go = Go.find();
        requireSum(go);
        if (done.isEmpty()) build(go, "cmd/cometbft", "cometbft");
        if (withAbciCli && findAbciCli().isEmpty()) build(go, "abci/cmd/abci-cli", "abci-cli");
        return require();
    }

    private static void requireSum(Go go) throws IOException, InterruptedException {
        var answer = go.run(BUILD_SECONDS, Map.of(), "mod", "download", "-json", MODULE + "@" + VERSION);
        try {
            var sum = Json.parse(answer).path("Sum").asText();
            if (!sum.equals(SUM))
                throw new IOException("the source of CometBFT " + VERSION + " has the sum " + sum + ", not the pinned "
                        + SUM + ": somebody between here and its origin changed it, nothing was built");
        } catch (MalformedJson malformed) {
            throw new IOException("go mod download did not answer with JSON: " + malformed.getMessage(), malformed);
        }
    }

    /// Into a directory beside the final one, so that nobody finds half a program.
    private static void build(Go go, String command, String name) throws IOException, InterruptedException {
        Files.createDirectories(directory());
        var stage = Files.createTempDirectory(directory(), "build");
        try {
            go.run(BUILD_SECONDS, Map.of("GOBIN", stage.toString()), "install", MODULE + "/" + command + "@" + VERSION);
            Files.move(stage.resolve(name), directory().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(stage.resolve(name));
            Files.deleteIfExists(stage);
        }
    }

    /// A Go of 1.22 or newer.
    private record Go(Path program) {
        static Go find() throws IOException, InterruptedException {
            var old = "";
            for (var candidate : candidates()) {
                if (!Files.isExecutable(candidate)) continue;
                var version = new Go(candidate)
                        .run(QUICK_SECONDS, Map.of("GOTOOLCHAIN", "local"), "env", "GOVERSION")
                        .strip();
                var found = GO_VERSION.matcher(version);
                if (found.lookingAt() && Integer.parseInt(found.group(1)) >= GO_MINOR_LEAST) return new Go(candidate);
                old = " (" + candidate + " is " + version + ")";
            }
            throw new IOException("needs Go 1." + GO_MINOR_LEAST + " or newer to build CometBFT and found none" + old
                    + ": install it (Debian: apt install golang, macOS: brew install go, any: https://go.dev/dl)"
                    + " and run ./stoa network install again");
        }

        private static List<Path> candidates() {
            var candidates = new ArrayList<Path>();
            for (var folder : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                if (!folder.isBlank()) candidates.add(Path.of(folder, "go"));
            candidates.add(Path.of("/usr/local/go/bin/go"));
            candidates.add(Path.of("/opt/homebrew/bin/go"));
            candidates.add(Path.of(System.getProperty("user.home"), "go", "bin", "go"));
            return candidates;
        }

        String run(long seconds, Map<String, String> environment, String... words)
                throws IOException, InterruptedException {
            var command = new ArrayList<String>();
            command.add(program.toString());
            command.addAll(List.of(words));
            var said = Files.createTempFile("stoa-go", ".log");
            try {
                var builder = new ProcessBuilder(command).redirectError(said.toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                process.getOutputStream().close();
                byte[] out = process.getInputStream().readAllBytes();
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IOException("go " + words[0] + " took more than " + seconds + " seconds");
                }
                if (process.exitValue() != 0)
                    throw new IOException("go " + words[0] + " failed: " + lastLine(said, out));
                return new String(out, StandardCharsets.UTF_8);
            } finally {
                Files.deleteIfExists(said);
            }
        }

        private static String lastLine(Path said, byte[] out) throws IOException {
            var text = Files.readString(said).strip();
            if (text.isEmpty()) text = new String(out, StandardCharsets.UTF_8).strip();
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }
}
