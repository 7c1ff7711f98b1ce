// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/// The benches run and give figures; how good these are is judged by people, on a machine that does nothing else.
class BenchTest {
    @Test
    void the_gateway_bench_measures_without_a_failed_request() throws Exception {
        var json = run("bench", "gateway", "--rounds", "1", "--seconds", "1", "--json");
        assertEquals("stoa", json.path("whole").path(1).path("target").asText());
        for (var part : new String[] {"whole", "streams"})
            for (var row : json.path(part)) assertEquals(0, row.path("failures").asLong(), row.toString());
        assertTrue(json.path("whole").path(1).path("perSecond64").asLong() > 0, json.toString());
        assertTrue(json.path("stoaResidentMiB").asLong() > 0, json.toString());
    }

    @Test
    void the_ledger_bench_measures() throws Exception {
        assertTrue(run("bench", "ledger", "--accounts", "2000", "--json").size() > 0);
    }

    @Test
    void the_engine_bench_measures() throws Exception {
        var json = run("bench", "engine", "--json");
        for (var figure : new String[] {
            "loadMillis", "prefillPerSecond", "firstTokenMillis", "decodePerSecond1", "decodePerSecond4"
        }) assertTrue(json.path(figure).asDouble() > 0, json.toString());
    }

    private static JsonNode run(String... words) throws Exception {
        var told = LocalStoa.run(words);
        assertEquals(0, told.code(), told.err());
        var json = told.json();
        assertTrue(
                json.path("machine").asText().contains("cores"), "a figure without its machine says nothing: " + json);
        return json;
    }
}
