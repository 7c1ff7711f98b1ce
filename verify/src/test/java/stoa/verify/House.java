// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The checkout under test: its root, its sources, its compiled classes.
final class House {
    static final Path ROOT = root();

    private House() {}

    /// Compiled main classes of a module; a module not built yet is an error, for a test over nothing cannot fail.
    static List<ClassModel> classes(String module) {
        var folder = ROOT.resolve(module).resolve("target/classes");
        var models = files(folder, ".class").stream()
                .filter(file -> !file.endsWith("module-info.class"))
                .map(House::parse)
                .toList();
        if (models.isEmpty()) throw new IllegalStateException("no classes in " + folder + ": build first");
        return models;
    }

    /// Files below a folder with this ending, sorted, without what builds and package managers leave.
    static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("/node_modules/"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Java sources of all modules, tests included.
    static List<Path> sources() {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module -> files(module.resolve("src"), ".java").stream())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        for (var at = Path.of(System.getProperty("stoa.root", "")).toAbsolutePath(); at != null; at = at.getParent())
            if (Files.exists(at.resolve("verify/pom.xml"))) return at;
        throw new IllegalStateException("no checkout above the working directory");
    }
}
