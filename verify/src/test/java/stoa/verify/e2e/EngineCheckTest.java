// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `./stoa engine check` against a live engine, and against none.
class EngineCheckTest {
    @Test
    void a_live_engine_is_told_what_it_offers_and_what_it_breaks() throws Exception {
        try (var engine = MockEngineProcess.start()) {
            var told = LocalStoa.run("engine", "check", engine.url(), "--model", engine.model());
            assertTrue(told.out().contains("| ENG-2 | answers a chat | works |"), told.out());
            // The mock says words, whatever the schema: who relies on the exit code must hear of it.
            assertTrue(told.out().contains("| ENG-11 | keeps to a schema | wrong |"), told.out());
            assertEquals(1, told.code(), told.err());
        }
    }

    @Test
    void an_engine_that_is_not_there_is_one_line() throws Exception {
        var told = LocalStoa.run("engine", "check", "http://127.0.0.1:9/v1", "--model", "any");
        assertEquals(1, told.code(), told.out());
        assertFalse(told.err().contains("Exception"), told.err());
    }
}
