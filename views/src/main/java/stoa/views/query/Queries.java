// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import stoa.kit.sql.Sql;

/// All questions, by subject. Safe for any thread; each question sees whole blocks only.
public record Queries(ChainQueries chain, LogQueries logs, MarketQueries market, PeopleQueries people) {
    /// Most rows one question gives.
    public static final int MOST = 1_000;

    public Queries(Sql sql) {
        this(new ChainQueries(sql), new LogQueries(sql), new MarketQueries(sql), new PeopleQueries(sql));
    }

    /// Where a page of things that happened ends and the next begins: the row's block and its number there.
    public record Position(long height, int number) {
        /// Before everything: the page with the newest rows.
        public static final Position NEWEST = new Position(Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    static int bounded(int most) {
        return Math.clamp(most, 1, MOST);
    }
}
