// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Who may use whom. The table is the architecture; ARCHITECTURE.md §5 is the same table for people.
class ArrowsTest {
    /// In the order in which a reader should meet the modules. Modules of later work stand here from the start, so that
    /// their first class finds its arrows drawn.
    private static final List<Arrow> TABLE = List.of(
            new Arrow("types", ""),
            new Arrow("kit", "types"),
            new Arrow("protocol", "types"),
            new Arrow("chain", "types protocol kit"),
            new Arrow("vm", "types kit"),
            new Arrow("views", "types kit"),
            new Arrow("client", "types kit"),
            new Arrow("rpc", "types kit client views vm"),
            new Arrow("engine", "types kit"),
            new Arrow("host", "types kit client engine vm"),
            new Arrow("gateway", "types kit client"),
            new Arrow("console", ""),
            new Arrow("node", "types kit protocol chain vm views client rpc engine host gateway console"),
            new Arrow("sim", "types kit protocol chain vm views client rpc engine host gateway"));

    /// Debts: a class that breaks an arrow, with the issue that will pay it. The list may only shrink.
    private static final Set<String> DEBTS = Set.of();

    private static final Pattern STOA = Pattern.compile("(?<![a-z/])stoa/([a-z]+)/");

    record Arrow(String module, String may) {}

    @Test
    void modules_use_only_what_the_table_allows() {
        var sins = new ArrayList<String>();
        for (var arrow : TABLE) {
            if (!Files.exists(House.ROOT.resolve(arrow.module()).resolve("pom.xml"))) continue;
            var may = new TreeSet<>(List.of(arrow.may().split(" ")));
            may.add(arrow.module());
            for (var type : House.classes(arrow.module())) {
                var name = type.thisClass().asInternalName();
                var used = new TreeSet<String>();
                for (var entry : type.constantPool()) {
                    if (entry instanceof ClassEntry c) collect(c.asInternalName(), used);
                    else if (entry instanceof Utf8Entry u && u.stringValue().contains("stoa/"))
                        collect(u.stringValue(), used);
                }
                used.removeAll(may);
                if (!used.isEmpty() && !DEBTS.contains(name)) sins.add(name + " uses " + used);
            }
        }
        assertEquals(List.of(), sins);
    }

    @Test
    void every_module_of_the_build_stands_in_the_table() {
        var known = new TreeSet<String>();
        TABLE.forEach(arrow -> known.add(arrow.module()));
        known.add("verify");
        var modules = Pattern.compile("<module>([a-z]+)</module>")
                .matcher(House.read(House.ROOT.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        var strangers = new TreeSet<>(modules);
        strangers.removeAll(known);
        assertEquals(Set.of(), strangers, "a new module needs an ADR and a row in the table");
    }

    @Test
    void architecture_md_shows_the_same_table() {
        var text = House.read(House.ROOT.resolve("ARCHITECTURE.md"));
        var shown = new TreeMap<String, String>();
        Pattern.compile("(?m)^\\| `([a-z]+)` \\|[^|]*\\| ([^|]*) \\|$")
                .matcher(text)
                .results()
                .forEach(row -> shown.put(row.group(1), row.group(2).trim()));
        for (var arrow : TABLE)
            assertEquals(
                    arrow.may().isEmpty() ? "–" : arrow.may().replace(" ", ", "),
                    shown.get(arrow.module()),
                    "ARCHITECTURE.md §5, row " + arrow.module());
    }

    private static void collect(String text, Set<String> used) {
        STOA.matcher(text).results().forEach(found -> used.add(found.group(1)));
        if (text.startsWith("stoa/")) used.add(text.substring(5).replaceAll("/.*", ""));
    }
}
