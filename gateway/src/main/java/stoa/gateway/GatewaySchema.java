// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import java.util.ArrayList;
import java.util.List;
import stoa.kit.sql.Sql;

/// The gateway's tables. Once released a step's text never changes; a change is a further step.
final class GatewaySchema {
    private static final List<String> STEPS =
            List.of("""
            CREATE TABLE api_keys (
              hash VARCHAR(66) NOT NULL UNIQUE, id BIGINT NOT NULL PRIMARY KEY, hint VARCHAR(32) NOT NULL,
              label VARCHAR(200) NOT NULL, models VARCHAR(8192) NOT NULL, delegation BIGINT NOT NULL,
              total_obol BIGINT NOT NULL, period_obol BIGINT NOT NULL, period_seconds BIGINT NOT NULL,
              request_obol BIGINT NOT NULL, requests_per_minute BIGINT NOT NULL, tokens_per_minute BIGINT NOT NULL,
              created_seconds BIGINT NOT NULL, expires_seconds BIGINT NOT NULL, revoked_seconds BIGINT NOT NULL)""", """
            CREATE TABLE key_spend (
              key_id BIGINT NOT NULL, bucket BIGINT NOT NULL, spent BIGINT NOT NULL, leased BIGINT NOT NULL,
              PRIMARY KEY (key_id, bucket))""", """
            CREATE TABLE key_leases (
              gateway VARCHAR(64) NOT NULL, key_id BIGINT NOT NULL, bucket BIGINT NOT NULL, leased BIGINT NOT NULL,
              sequence BIGINT NOT NULL, PRIMARY KEY (gateway, key_id, bucket))""", """
            CREATE TABLE key_usage (
              key_id BIGINT NOT NULL, day BIGINT NOT NULL, model VARCHAR(64) NOT NULL, requests BIGINT NOT NULL,
              input BIGINT NOT NULL, cached BIGINT NOT NULL, output BIGINT NOT NULL, obol BIGINT NOT NULL,
              PRIMARY KEY (key_id, day, model))""", """
            CREATE TABLE receipts (
              id VARCHAR(64) NOT NULL PRIMARY KEY, key_id BIGINT NOT NULL, model VARCHAR(64) NOT NULL,
              host VARCHAR(42) NOT NULL, cause VARCHAR(32) NOT NULL, millis BIGINT NOT NULL,
              signed VARCHAR(512) NOT NULL)""", "CREATE INDEX receipts_by_time ON receipts (millis)");

    private GatewaySchema() {}

    static List<Sql.Migration> migrations() {
        var out = new ArrayList<Sql.Migration>();
        for (var step : STEPS) out.add(new Sql.Migration(out.size() + 1, step));
        return out;
    }
}
