// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.node.Home;

/// `stoa dist`: one archive that needs nothing but Java.
@Command(
        name = "dist",
        mixinStandardHelpOptions = true,
        description = "Make one archive that runs where only a JDK 25 is.")
final class DistCommand implements Callable<Integer> {
    private static final List<String> FILES = List.of("stoa", "README.md", "LICENSE", "SECURITY.md");

    @Mixin
    private Common common;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: dist/stoa-VERSION.tar.gz).")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        var program = Home.program();
        var jars = program.resolve(".build/lib");
        if (!Files.isDirectory(jars)) throw new CliError("stoa dist runs in a checkout, not in an unpacked archive");
        var name = "stoa-" + Version.PROGRAM;
        var target =
                out.orElse(program.resolve("dist").resolve(name + ".tar.gz")).toAbsolutePath();
        Files.createDirectories(target.getParent());
        var stage = Files.createTempDirectory("stoa-dist");
        try {
            var root = Files.createDirectory(stage.resolve(name));
            for (var file : FILES)
                Files.copy(program.resolve(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            copyTree(jars, root.resolve("lib"), "");
            copyTree(program.resolve("models"), root.resolve("models"), ".gguf");
            copyTree(program.resolve("spec"), root.resolve("spec"), "");
            pack(stage, name, target);
        } finally {
            Home.delete(stage);
        }
        common.print(
                java.util.Map.of("archive", target.toString(), "bytes", Files.size(target)),
                target + " (" + (Files.size(target) >> 20) + " MiB): unpack it and run " + name + "/stoa up");
        return 0;
    }

    private static void copyTree(Path from, Path to, String ending) throws IOException {
        if (!Files.isDirectory(from)) return;
        try (var tree = Files.walk(from)) {
            for (var path : tree.filter(Files::isRegularFile).toList()) {
                if (!path.toString().endsWith(ending)) continue;
                var target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }

    private static void pack(Path stage, String name, Path target) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "-czf", target.toString(), "-C", stage.toString(), name)
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) throw new CliError("tar could not write " + target);
    }
}
