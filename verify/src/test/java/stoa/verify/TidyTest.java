// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Habits that a machine can hold: headers, marks that rot, package pages, rules and their tests, links in the docs.
class TidyTest {
    private static final Pattern RULE = Pattern.compile("\\[([A-Z]{3}-\\d+)]");
    private static final Pattern MARK = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void every_java_file_says_its_licence_first() {
        assertEquals(
                List.of(),
                House.sources().stream()
                        .filter(file -> !House.read(file).startsWith("// SPDX-License-Identifier: Apache-2.0\n"))
                        .toList());
    }

    @Test
    void no_mark_waits_for_somebody_else() throws IOException {
        var marked = new ArrayList<String>();
        for (var file : tracked(".java", ".py", ".mjs", ".js", ".sh", ".md", ".xml", ".yml"))
            if (MARK.matcher(House.read(file)).find())
                marked.add(House.ROOT.relativize(file).toString());
        assertEquals(List.of(), marked, "do it now, or write an issue");
    }

    @Test
    void every_package_has_a_page_that_says_what_it_is_for() {
        var missing = new TreeSet<String>();
        for (var file : House.sources()) {
            if (!file.toString().contains("/src/main/")) continue;
            var page = file.resolveSibling("package-info.java");
            if (file.endsWith("module-info.java")) continue;
            if (!Files.exists(page)
                    || !House.read(page).contains("@NullMarked")
                    || !House.read(page).contains("///"))
                missing.add(House.ROOT.relativize(file.getParent()).toString());
        }
        assertEquals(Set.of(), missing);
    }

    /// A rule without a test is a wish; a citation without a rule is a rumour.
    @Test
    void every_rule_of_the_spec_is_cited_by_a_test_and_every_citation_names_a_rule() {
        var rules = new TreeSet<String>();
        for (var file : House.files(House.ROOT.resolve("spec"), ".md"))
            Pattern.compile("(?m)^(?:- |\\* |#+ )?\\*\\*\\[([A-Z]{3}-\\d+)]\\*\\*")
                    .matcher(House.read(file))
                    .results()
                    .forEach(found -> assertTrue(rules.add(found.group(1)), found.group(1) + " stands twice"));
        assertTrue(rules.size() >= 30, "the spec has its rules");
        var cited = new TreeMap<String, Path>();
        var tested = new TreeSet<String>();
        for (var file : House.sources()) {
            RULE.matcher(House.read(file)).results().forEach(found -> {
                cited.put(found.group(1), file);
                if (file.toString().contains("/src/test/")) tested.add(found.group(1));
            });
        }
        var rumours = new TreeMap<>(cited);
        rumours.keySet().removeAll(rules);
        assertEquals("{}", rumours.toString(), "cited, but no rule");
        var untested = new TreeSet<>(rules);
        untested.removeAll(tested);
        assertEquals(Set.of(), untested, "rules without a test");
    }

    @Test
    void links_in_the_docs_lead_somewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var file : tracked(".md")) {
            LINK.matcher(House.read(file)).results().forEach(link -> {
                var target = link.group(1);
                if (target.startsWith("http") || target.startsWith("mailto:")) return;
                if (!Files.exists(file.getParent().resolve(target)))
                    broken.add(House.ROOT.relativize(file) + " → " + target);
            });
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void every_decision_record_names_its_alternatives() {
        var records = House.files(House.ROOT.resolve("docs/adr"), ".md").stream()
                .filter(file -> !file.endsWith("README.md"))
                .toList();
        assertTrue(records.size() >= 12, "a record for each decision taken");
        for (var file : records)
            for (var part : List.of("## Context", "## Decision", "## Alternatives", "## Consequences"))
                assertTrue(House.read(file).contains(part), House.ROOT.relativize(file) + " lacks " + part);
    }

    /// What git tracks, so that a developer's own scratch files fail nothing.
    private static List<Path> tracked(String... endings) throws IOException {
        var git = new ProcessBuilder("git", "-C", House.ROOT.toString(), "ls-files").start();
        var out = new ArrayList<Path>();
        for (var line :
                new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n"))
            for (var ending : endings)
                if (line.endsWith(ending) && Files.exists(House.ROOT.resolve(line))) out.add(House.ROOT.resolve(line));
        assertTrue(!out.isEmpty(), "git lists the files");
        return out;
    }
}
