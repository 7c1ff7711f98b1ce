// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/json-rpc.md` names every method there is, and none that is not.
class DocumentedTest {
    private static final Pattern NAME = Pattern.compile("`((?:eth|net|web3|stoa|rpc)_[A-Za-z0-9_]+)`");

    @Test
    void the_page_and_the_server_name_the_same_methods() throws Exception {
        var page = Files.readString(Path.of(System.getProperty("stoa.root"), "docs", "json-rpc.md"));
        var named = new TreeSet<String>();
        NAME.matcher(page).results().forEach(found -> named.add(found.group(1)));
        var there = new TreeSet<String>();
        try (var bench = new Bench()) {
            bench.result("rpc_methods").forEach(name -> there.add(name.asText()));
        }
        assertEquals(there, named);
    }
}
