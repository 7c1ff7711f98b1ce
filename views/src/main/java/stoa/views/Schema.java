// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.util.List;
import stoa.kit.sql.Sql;

/// The tables, in SQL that H2 and PostgreSQL both read. There are no migrations: what does not fit is dropped and
/// folded again from the ledger's blocks. Raising [#VERSION] does that to every existing database.
///
/// Money is obol unless the column says wei, prices are `Price.fixed`, times are unix seconds. Names of models and of
/// enum constants are text, lists of names one text with line feeds between; addresses and hashes are bytes.
final class Schema {
    static final int VERSION = 1;

    private static final List<String> TABLES = List.of(
            "fold",
            "blocks",
            "txs",
            "logs",
            "sessions",
            "lanes",
            "settlements",
            "payments",
            "hosts",
            "standing",
            "models",
            "prices",
            "delegations",
            "acts",
            "epochs",
            "incidents");

    private static final List<String> STATEMENTS = List.of(
            """
            CREATE TABLE fold (id INT PRIMARY KEY, version INT NOT NULL, genesis BYTEA NOT NULL, height BIGINT NOT NULL,
              hash BYTEA NOT NULL)""",
            """
            CREATE TABLE blocks (height BIGINT PRIMARY KEY, hash BYTEA NOT NULL, own_tx BYTEA NOT NULL,
              time_seconds BIGINT NOT NULL, txs INT NOT NULL, gas_used BIGINT NOT NULL, proposer BYTEA NOT NULL)""",
            "CREATE UNIQUE INDEX blocks_hash ON blocks (hash)",
            "CREATE UNIQUE INDEX blocks_own_tx ON blocks (own_tx)",
            """
            CREATE TABLE txs (hash BYTEA PRIMARY KEY, height BIGINT NOT NULL, place INT NOT NULL, sender BYTEA NOT NULL,
              recipient BYTEA NOT NULL, nonce BIGINT NOT NULL, verb VARCHAR(32) NOT NULL, value_obol BIGINT NOT NULL,
              value_wei INT NOT NULL, refused INT NOT NULL, fee BIGINT NOT NULL)""",
            "CREATE UNIQUE INDEX txs_place ON txs (height, place)",
            "CREATE INDEX txs_sender ON txs (sender, height, place)",
            "CREATE INDEX txs_recipient ON txs (recipient, height, place)",
            """
            CREATE TABLE logs (height BIGINT NOT NULL, number INT NOT NULL, place INT NOT NULL, address BYTEA NOT NULL,
              topic0 BYTEA, topic1 BYTEA, topic2 BYTEA, topic3 BYTEA, data BYTEA NOT NULL, PRIMARY KEY (height, number))""",
            "CREATE INDEX logs_topic0 ON logs (topic0, height, number)",
            "CREATE INDEX logs_topic1 ON logs (topic1, height, number)",
            "CREATE INDEX logs_topic2 ON logs (topic2, height, number)",
            """
            CREATE TABLE sessions (id BIGINT PRIMARY KEY, payer BYTEA NOT NULL, delegation BIGINT NOT NULL,
              model VARCHAR(64) NOT NULL, session_key BYTEA NOT NULL, refund_to BYTEA NOT NULL, deposit BIGINT NOT NULL,
              settled BIGINT NOT NULL, returned BIGINT NOT NULL, locked_input BIGINT NOT NULL,
              locked_cached BIGINT NOT NULL, locked_output BIGINT NOT NULL, max_input BIGINT NOT NULL,
              max_cached BIGINT NOT NULL, max_output BIGINT NOT NULL, opened_height BIGINT NOT NULL,
              opened_seconds BIGINT NOT NULL, closes_seconds BIGINT NOT NULL, lanes INT NOT NULL,
              phase VARCHAR(16) NOT NULL)""",
            "CREATE INDEX sessions_payer ON sessions (payer, id)",
            "CREATE INDEX sessions_phase ON sessions (phase, id)",
            """
            CREATE TABLE lanes (session BIGINT NOT NULL, lane INT NOT NULL, host BYTEA NOT NULL, seats INT NOT NULL,
              allowance BIGINT NOT NULL, answers BIGINT NOT NULL, earned BIGINT NOT NULL, ceiling BIGINT NOT NULL,
              posted BIGINT NOT NULL, settled_seconds BIGINT NOT NULL, frozen_seconds BIGINT NOT NULL,
              PRIMARY KEY (session, lane))""",
            "CREATE INDEX lanes_host ON lanes (host, session)",
            """
            CREATE TABLE settlements (height BIGINT NOT NULL, number INT NOT NULL, time_seconds BIGINT NOT NULL,
              session BIGINT NOT NULL, lane INT NOT NULL, host BYTEA NOT NULL, answers BIGINT NOT NULL,
              earned BIGINT NOT NULL, ceiling BIGINT NOT NULL, paid BIGINT NOT NULL, covered BIGINT NOT NULL,
              refused INT NOT NULL, PRIMARY KEY (height, number))""",
            "CREATE INDEX settlements_session ON settlements (session, height, number)",
            "CREATE INDEX settlements_host ON settlements (host, height, number)",
            """
            CREATE TABLE payments (height BIGINT NOT NULL, number INT NOT NULL, time_seconds BIGINT NOT NULL,
              session BIGINT NOT NULL, host BYTEA NOT NULL, owner BYTEA NOT NULL, uncovered BOOLEAN NOT NULL,
              burned BIGINT NOT NULL, checks BIGINT NOT NULL, paid BIGINT NOT NULL, PRIMARY KEY (height, number))""",
            "CREATE INDEX payments_session ON payments (session, height, number)",
            "CREATE INDEX payments_host ON payments (host, height, number)",
            "CREATE INDEX payments_owner ON payments (owner, height, number)",
            """
            CREATE TABLE hosts (host BYTEA PRIMARY KEY, owner BYTEA NOT NULL, endpoint VARCHAR(1024) NOT NULL,
              models VARCHAR(16384) NOT NULL, collateral BIGINT NOT NULL, settled BIGINT NOT NULL, pending BIGINT NOT NULL, paid BIGINT NOT NULL,
              registered_height BIGINT NOT NULL, registered_seconds BIGINT NOT NULL, retired BOOLEAN NOT NULL)""",
            "CREATE INDEX hosts_owner ON hosts (owner)",
            """
            CREATE TABLE standing (model VARCHAR(64) NOT NULL, host BYTEA NOT NULL, proven_rate BIGINT NOT NULL,
              weight BIGINT NOT NULL, backed BIGINT NOT NULL, since_seconds BIGINT NOT NULL, PRIMARY KEY (model, host))""",
            """
            CREATE TABLE models (model VARCHAR(64) PRIMARY KEY, price_input BIGINT NOT NULL,
              price_cached BIGINT NOT NULL, price_output BIGINT NOT NULL, context BIGINT NOT NULL,
              coefficient BIGINT NOT NULL, engine_classes VARCHAR(16384) NOT NULL, added_height BIGINT NOT NULL,
              retired BOOLEAN NOT NULL)""",
            """
            CREATE TABLE prices (model VARCHAR(64) NOT NULL, height BIGINT NOT NULL, number INT NOT NULL,
              time_seconds BIGINT NOT NULL, price_input BIGINT NOT NULL, price_cached BIGINT NOT NULL, price_output BIGINT NOT NULL,
              utilisation_ppm BIGINT NOT NULL, PRIMARY KEY (model, height, number))""",
            """
            CREATE TABLE delegations (id BIGINT PRIMARY KEY, owner BYTEA NOT NULL, granter BYTEA NOT NULL,
              delegate BYTEA NOT NULL, parent BIGINT NOT NULL, scopes INT NOT NULL, models VARCHAR(16384) NOT NULL,
              per_period BIGINT NOT NULL, period_seconds BIGINT NOT NULL, total BIGINT NOT NULL,
              per_request BIGINT NOT NULL, not_before BIGINT NOT NULL, expires BIGINT NOT NULL, depth INT NOT NULL,
              label VARCHAR(256) NOT NULL, spent BIGINT NOT NULL, granted_height BIGINT NOT NULL,
              revoked_height BIGINT NOT NULL)""",
            "CREATE INDEX delegations_owner ON delegations (owner, id)",
            "CREATE INDEX delegations_delegate ON delegations (delegate, id)",
            "CREATE INDEX delegations_parent ON delegations (parent, id)",
            """
            CREATE TABLE acts (height BIGINT NOT NULL, number INT NOT NULL, time_seconds BIGINT NOT NULL,
              tx BYTEA NOT NULL, delegation BIGINT NOT NULL, owner BYTEA NOT NULL, delegate BYTEA NOT NULL,
              capability BYTEA NOT NULL, PRIMARY KEY (height, number))""",
            "CREATE INDEX acts_delegation ON acts (delegation, height, number)",
            "CREATE INDEX acts_owner ON acts (owner, height, number)",
            """
            CREATE TABLE epochs (epoch BIGINT PRIMARY KEY, start_seconds BIGINT NOT NULL, end_seconds BIGINT NOT NULL,
              total_weight BIGINT NOT NULL, height BIGINT NOT NULL)""",
            """
            CREATE TABLE incidents (height BIGINT NOT NULL, number INT NOT NULL, time_seconds BIGINT NOT NULL,
              what VARCHAR(4096) NOT NULL, PRIMARY KEY (height, number))""");

    private Schema() {}

    static void create(Sql.Statements sql) {
        for (var statement : STATEMENTS) sql.update(statement);
    }

    static void drop(Sql.Statements sql) {
        for (var table : TABLES) sql.update("DROP TABLE IF EXISTS " + table);
    }
}
