// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// `wanted.json`: how a local network should be, written by commands and carried out by the [Supervisor].
///
/// @param down nodes that should not run
/// @param groups nodes that reach one another; a node in none reaches only those in none, empty means all reach all
record Wanted(List<String> down, List<List<String>> groups) {
    static final String NAME = "wanted.json";
    static final Wanted ALL = new Wanted(List.of(), List.of());

    Wanted {
        down = down == null ? List.of() : List.copyOf(down);
        groups = groups == null ? List.of() : List.copyOf(groups);
    }

    static Wanted read(Path dir) throws IOException {
        var file = dir.resolve(NAME);
        if (!Files.exists(file)) return ALL;
        try {
            return Json.read(Files.readAllBytes(file), Wanted.class);
        } catch (MalformedJson e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(Path dir) throws IOException {
        AtomicFile.write(dir.resolve(NAME), Json.write(this), "rw-r--r--");
    }

    Wanted withDown(String node) {
        var more = new ArrayList<>(down);
        if (!more.contains(node)) more.add(node);
        return new Wanted(more, groups);
    }

    Wanted withUp(String node) {
        return new Wanted(down.stream().filter(each -> !each.equals(node)).toList(), groups);
    }

    Wanted withGroups(List<List<String>> other) {
        return new Wanted(down, other);
    }

    boolean linked(String a, String b) {
        if (groups.isEmpty()) return true;
        return group(a) == group(b);
    }

    private int group(String node) {
        for (int i = 0; i < groups.size(); i++) if (groups.get(i).contains(node)) return i;
        return -1;
    }
}
