// SPDX-License-Identifier: Apache-2.0
package stoa.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A second JVM that runs a test's `main`, to be killed without mercy.
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    public ChildJvm(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// The next line the child prints; null when it has ended.
    public String line() throws IOException {
        return said.readLine();
    }

    public long pid() {
        return process.pid();
    }

    /// SIGKILL, and then what the child had still printed.
    public List<String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // the process's own method would close its output, too
        var rest = said.lines().toList();
        process.waitFor();
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
