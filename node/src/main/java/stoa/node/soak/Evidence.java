// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// `docs/generated/evidence.md`: the newest recorded run of each soak, so that anybody can repeat it.
public final class Evidence {
    private static final String HEAD = """
            # Evidence

            The newest recorded run of each soak: `./stoa soak NAME --seed N --minutes M --record` writes its line here.

            | soak | result | seed | minutes | commit | date |
            |---|---|---|---|---|---|
            """;

    private final Path root;

    /// @param root of the checkout
    public Evidence(Path root) {
        this.root = root;
    }

    /// A run that ended well.
    ///
    /// @param commit as [#commit()] says
    public record Run(String soak, String result, long seed, long minutes, String commit, LocalDate date) {
        private String line() {
            return String.join(
                    " | ",
                    "| " + soak,
                    result.replace('|', '/').replace('\n', ' '),
                    Long.toString(seed),
                    Long.toString(minutes),
                    commit,
                    date + " |");
        }
    }

    /// Puts the run's line in the place of an earlier one of the same soak; gives the file.
    public Path record(Run run) throws IOException {
        var file = root.resolve("docs/generated/evidence.md");
        var lines = new ArrayList<String>();
        if (Files.exists(file))
            for (var line : Files.readAllLines(file))
                if (line.startsWith("| ") && !line.startsWith("| soak ") && !line.startsWith("| " + run.soak + " |"))
                    lines.add(line);
        lines.add(run.line());
        lines.sort(null);
        Files.writeString(file, HEAD + String.join("\n", lines) + "\n");
        return file;
    }

    /// The checkout's commit, with a plus when files differ from it; `unknown` where there is no git.
    public String commit() throws InterruptedException {
        var commit = git("rev-parse", "--short", "HEAD");
        if (commit.isEmpty()) return "unknown";
        return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
    }

    private String git(String... words) throws InterruptedException {
        try {
            var command = new ArrayList<>(List.of("git", "-C", root.toString()));
            command.addAll(List.of(words));
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }
}
