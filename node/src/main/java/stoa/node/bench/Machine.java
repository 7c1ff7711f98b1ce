// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What a figure was measured on: without it a figure says nothing.
public final class Machine {
    private Machine() {}

    public static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %d GiB, %s %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                first("/proc/cpuinfo", "model name"),
                memoryGib(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version());
    }

    private static long memoryGib() {
        var text = first("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return text.isEmpty() ? 0 : Math.round(Long.parseLong(text) / 1048576.0);
    }

    private static String first(String file, String field) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
