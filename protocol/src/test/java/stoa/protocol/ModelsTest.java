// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Story.HIGH;
import static stoa.protocol.Story.PRICES;
import static stoa.protocol.Story.given;
import static stoa.protocol.Verbs.addsModel;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.registers;
import static stoa.protocol.Verbs.retiresModel;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.state.Model;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Models come and go.
class ModelsTest {
    private static final ModelId NEW = new ModelId("new");

    /// [MOD-1]
    @Test
    void the_registrar_adds_models() {
        given().when(addsModel("ann", "new", PRICES))
                .refused(Reason.NOT_REGISTRAR)
                .when(addsModel("registrar", "new", PRICES))
                .accepted()
                .when(addsModel("registrar", "new", PRICES))
                .refused(Reason.MODEL_EXISTS)
                .when(registers("ann", "h9", NEW))
                .accepted();
    }

    /// [MOD-1]
    @Test
    void a_models_record_keeps_its_ranges() {
        var low = new Price(Price.FLOOR.fixed() - 1);
        var broken = List.of(
                new Verb.AddModel(NEW, new Prices(low, Price.FLOOR, Price.FLOOR), 10, 1, List.of()),
                new Verb.AddModel(NEW, new Prices(Price.FLOOR, low, Price.FLOOR), 10, 1, List.of()),
                new Verb.AddModel(NEW, new Prices(Price.FLOOR, Price.FLOOR, low), 10, 1, List.of()),
                new Verb.AddModel(NEW, PRICES, 0, 1, List.of()),
                new Verb.AddModel(NEW, PRICES, Model.MOST_CONTEXT + 1, 1, List.of()),
                new Verb.AddModel(NEW, PRICES, 10, Model.MOST_COEFFICIENT + 1, List.of()),
                new Verb.AddModel(NEW, PRICES, 10, 1, List.of("a", "a")),
                new Verb.AddModel(NEW, PRICES, 10, 1, List.of("")),
                new Verb.AddModel(NEW, PRICES, 10, 1, List.of("x".repeat(65))));
        for (var verb : broken) given().when(does("registrar", verb)).refused(Reason.MODEL_MALFORMED);
        given().when(does("registrar", new Verb.AddModel(NEW, HIGH, 1, 0, List.of())))
                .accepted();
    }

    /// [MOD-2]
    @Test
    void a_retired_model_takes_no_new_sessions_and_lets_open_ones_run() {
        given().when(opens("ann", 20_000_000))
                .when()
                .when(retiresModel("ann", TINY))
                .refused(Reason.NOT_REGISTRAR)
                .when(retiresModel("registrar", TINY))
                .accepted()
                .then(phase(1, SessionPhase.OPEN))
                .when(opens("ann", 20_000_000))
                .refused(Reason.MODEL_RETIRED)
                .when(retiresModel("registrar", TINY))
                .refused(Reason.MODEL_RETIRED)
                .when(retiresModel("registrar", NEW))
                .refused(Reason.MODEL_UNKNOWN)
                .when(registers("ann", "h9", TINY))
                .refused(Reason.MODEL_RETIRED);
    }

    /// [MOD-2]
    @Test
    void a_retired_models_price_stands_still_and_its_standings_end_with_the_epoch() {
        var story = given().when(retiresModel("registrar", TINY)).pass(130);
        assertEquals(PRICES, story.state.find(Tables.MODELS, TINY).orElseThrow().prices());
        assertEquals(0, Facts.standing(story, TINY, "h1").backed());
    }
}
