// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.hostOf;
import static stoa.protocol.Facts.lane;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.freezes;
import static stoa.protocol.Verbs.moves;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.topsUp;
import static stoa.protocol.Verbs.voucher;

import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Reason;

/// Money of a session, lane by lane.
class LanesTest {
    private static final long DEPOSIT = 160_000_000;

    private static Story open() {
        return given().when(opens("ann", DEPOSIT)).when().accepted();
    }

    private static long allowance(Story story, int lane) {
        return lane(story, 1, lane).allowance().obol();
    }

    /// [MKT-6]
    @Test
    void a_payer_tops_a_lane_up_at_any_time() {
        var story = open();
        long before = allowance(story, 0);
        story.when(topsUp("ann", 1, 0, 7_000_000)).accepted();
        assertEquals(before + 7_000_000, allowance(story, 0));
        assertEquals(new Amount(DEPOSIT + 7_000_000), Facts.session(story, 1).deposit());
        story.then(balance("ann", stoa(1_000) - DEPOSIT - 7_000_000));
        story.when(closes("ann", 1)).later(10).then(balance("ann", stoa(1_000)));
    }

    /// [MKT-6]
    @Test
    void a_top_up_needs_an_open_session_of_ones_own() {
        var story = given().when(opens("ann", DEPOSIT), topsUp("ann", 1, 0, 5));
        story.then(Facts.verdicts(null, Reason.SESSION_NOT_DRAWN)).when();
        story.when(topsUp("ann", 9, 0, 5)).refused(Reason.SESSION_UNKNOWN);
        story.when(topsUp("bob", 1, 0, 5)).refused(Reason.SESSION_NOT_YOURS);
        story.when(topsUp("ann", 1, 16, 5)).refused(Reason.LANE_UNKNOWN);
        story.when(topsUp("ann", 1, 0, 0)).refused(Reason.AMOUNT_ZERO);
        story.when(topsUp("ann", 1, 0, stoa(1_000))).refused(Reason.BALANCE_TOO_LOW);
        story.when(freezes("ann", 1, 0)).accepted();
        story.when(topsUp("ann", 1, 0, 5)).refused(Reason.LANE_FROZEN);
        story.when(freezes("ann", 1, 0)).refused(Reason.LANE_FROZEN);
        story.when(closes("ann", 1)).when(topsUp("ann", 1, 1, 5)).refused(Reason.SESSION_CLOSED);
    }

    /// [MKT-7]
    @Test
    void with_the_hosts_release_money_moves_at_once() {
        var story = open();
        long from = allowance(story, 0);
        long to = allowance(story, 1);
        var host = hostOf(story, 1, 0);
        story.when(moves("ann", 1, 0, 1, 5_000_000, host, 5_000_000)).accepted();
        story.when(moves("ann", 1, 0, 1, 2_000_000, host, 7_000_000)).accepted();
        assertEquals(from - 7_000_000, allowance(story, 0));
        assertEquals(to + 7_000_000, allowance(story, 1));
        assertEquals(new Amount(7_000_000), lane(story, 1, 0).released());
    }

    /// [MKT-7]
    @Test
    void a_release_works_once_and_only_as_signed() {
        var story = open();
        var host = hostOf(story, 1, 0);
        var move = moves("ann", 1, 0, 1, 5_000_000, host, 5_000_000);
        story.when(move).accepted().when(move).refused(Reason.RELEASE_INVALID);
        story.when(moves("ann", 1, 0, 1, 5_000_000, host, 11_000_000)).refused(Reason.RELEASE_INVALID);
        story.when(moves("ann", 1, 0, 1, 5_000_000, hostOf(story, 1, 1), 10_000_000))
                .refused(Reason.RELEASE_INVALID);
        story.when(moves("ann", 1, 0, 1, 5_000_000, host, 10_000_000)).accepted();
    }

    /// [MKT-7]
    @Test
    void without_a_release_a_lane_is_frozen_first_and_its_host_has_one_settle_window() {
        var story = open();
        long from = allowance(story, 0);
        story.when(moves("ann", 1, 0, 1, 5_000_000)).refused(Reason.LANE_NOT_FROZEN);
        story.when(freezes("ann", 1, 0)).accepted();
        story.later(9, moves("ann", 1, 0, 1, 5_000_000)).refused(Reason.LANE_NOT_FROZEN);
        story.when(settles("bob", voucher("ann", 1, 0, 3, 1_000_000, 2_000_000)))
                .accepted();
        story.when(moves("ann", 1, 0, 1, from - 1_999_999)).refused(Reason.LANE_SHORT);
        story.when(moves("ann", 1, 0, 1, from - 2_000_000)).accepted();
        assertEquals(2_000_000, allowance(story, 0), "what a settled voucher speaks for stays");
    }

    /// [MKT-7]
    @Test
    void money_moves_between_two_lanes_of_a_running_session() {
        var story = open();
        var host = hostOf(story, 1, 0);
        story.when(moves("ann", 1, 0, 0, 5, host, 5)).refused(Reason.LANES_SAME);
        story.when(moves("ann", 1, 0, 16, 5, host, 5)).refused(Reason.LANE_UNKNOWN);
        story.when(moves("ann", 1, 16, 0, 5, host, 5)).refused(Reason.LANE_UNKNOWN);
        story.when(moves("ann", 1, 0, 1, 0, host, 0)).refused(Reason.AMOUNT_ZERO);
        story.when(moves("bob", 1, 0, 1, 5, host, 5)).refused(Reason.SESSION_NOT_YOURS);
        story.when(freezes("ann", 1, 1)).when(moves("ann", 1, 0, 1, 5, host, 5)).refused(Reason.LANE_FROZEN);
        story.when(freezes("bob", 1, 0)).refused(Reason.SESSION_NOT_YOURS);
        story.when(closes("ann", 1)).when(moves("ann", 1, 0, 1, 5, host, 5)).refused(Reason.SESSION_CLOSED);
    }
}
