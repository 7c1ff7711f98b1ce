// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import stoa.kit.config.Config;
import stoa.node.Settings;

/// The pages on settings and commands say what the code says. `mvn -pl node test -Dtest=GeneratedPagesTest
/// -Dstoa.write=true` writes them; without it they are compared.
class GeneratedPagesTest {
    private static final boolean WRITE = Boolean.getBoolean("stoa.write");
    private static final int WIDTH = 110;
    private static final String ORIGIN =
            "Printed from the code by `GeneratedPagesTest`; edit the code, not this page.\n\n";

    @ParameterizedTest
    @ValueSource(strings = {"config.md", "commands.md"})
    void a_generated_page_is_up_to_date(String page) throws IOException {
        var path = Path.of(System.getProperty("stoa.root", ".."))
                .resolve("docs/generated")
                .resolve(page);
        var text = page.equals("config.md") ? config() : commands();
        if (WRITE) Files.writeString(path, text);
        var howToWrite = "; write it by mvn -pl node test -Dtest=GeneratedPagesTest -Dstoa.write=true";
        assertTrue(Files.exists(path), "missing" + howToWrite);
        assertEquals(text, Files.readString(path), "out of date" + howToWrite);
    }

    @Test
    void every_key_names_its_part_and_says_what_it_is_for() {
        var seen = new TreeSet<String>();
        Settings.PARTS.forEach((part, type) -> Config.keys(type).forEach(key -> {
            assertTrue(key.name().startsWith(part + "."), key.name());
            assertTrue(seen.add(key.name()), key.name() + " stands twice");
            assertFalse(key.doc().isBlank(), key.name());
        }));
    }

    @Test
    void every_option_and_parameter_of_every_command_says_what_it_is_for() {
        for (var line : CliTest.leaves(Stoa.line())) {
            var spec = line.getCommandSpec();
            if (spec.usageMessage().hidden()) continue;
            assertTrue(spec.usageMessage().description().length > 0, spec.qualifiedName());
            for (var option : spec.options())
                assertTrue(option.description().length > 0, spec.qualifiedName() + " " + option.longestName());
            for (var parameter : spec.positionalParameters())
                assertTrue(parameter.description().length > 0, spec.qualifiedName() + " " + parameter.paramLabel());
        }
    }

    private static String config() {
        var out = new StringBuilder("# Settings\n\n").append(ORIGIN);
        out.append(
                "`./stoa up` and `./stoa host run` take them as `--set key=value`, as often as needed. What a command's own"
                        + " options decide, such as ports and folders, cannot be set twice. A key that does not exist is refused with"
                        + " its nearest neighbour.\n");
        new TreeMap<>(Settings.PARTS).forEach((part, type) -> {
            out.append("\n## ").append(part).append("\n\n| key | type | default | what it is |\n|---|---|---|---|\n");
            for (var key : Config.keys(type))
                out.append("| `")
                        .append(key.name())
                        .append("` | ")
                        .append(key.type().replace("|", " \\| "))
                        .append(" | ")
                        .append(key.required() ? "required" : key.def().isEmpty() ? "–" : "`" + key.def() + "`")
                        .append(" | ")
                        .append(key.doc().replace("|", "\\|"))
                        .append(" |\n");
        });
        return out.toString();
    }

    private static String commands() {
        var out = new StringBuilder("# Commands\n\n").append(ORIGIN);
        out.append(
                "Every command takes `--help`. Exit codes: 0 done, 1 failed with a line that says why, 2 wrong usage.\n");
        command(Stoa.line(), out);
        return out.toString();
    }

    private static void command(CommandLine line, StringBuilder out) {
        var spec = line.getCommandSpec();
        if (spec.usageMessage().hidden()) return;
        spec.usageMessage().width(WIDTH);
        out.append("\n## ").append(spec.qualifiedName()).append("\n\n```text\n");
        line.getUsageMessage(Ansi.OFF).lines().map(String::stripTrailing).forEach(each -> out.append(each)
                .append('\n'));
        out.append("```\n");
        line.getSubcommands().values().forEach(each -> command(each, out));
    }
}
