// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import java.util.ArrayList;
import java.util.List;
import stoa.kit.sql.Sql;

/// The gateway's tables. Once released a step's text never changes; a change is a further step.
final class GatewaySchema {
    private static final List<String> STEPS = List.of("""
            create table if not exists api_keys (
              hash varchar(66) not null unique, id bigint not null primary key, hint varchar(32) not null,
              label varchar(200) not null, models varchar(8192) not null, delegation bigint not null,
              total_obol bigint not null, period_obol bigint not null, period_seconds bigint not null,
              request_obol bigint not null, requests_per_minute bigint not null, tokens_per_minute bigint not null,
              created_seconds bigint not null, expires_seconds bigint not null, revoked_seconds bigint not null)""", """
            create table if not exists key_spend (
              key_id bigint not null, bucket bigint not null, spent bigint not null, leased bigint not null,
              primary key (key_id, bucket))""", """
            create table if not exists key_leases (
              gateway varchar(64) not null, key_id bigint not null, bucket bigint not null, leased bigint not null,
              sequence bigint not null, primary key (gateway, key_id, bucket))""", """
            create table if not exists key_usage (
              key_id bigint not null, on_day bigint not null, model varchar(64) not null, requests bigint not null,
              input_units bigint not null, cached_units bigint not null, output_units bigint not null,
              obol bigint not null, primary key (key_id, on_day, model))""", """
            create table if not exists receipts (
              id varchar(64) not null primary key, key_id bigint not null, model varchar(64) not null,
              host varchar(42) not null, cause varchar(32) not null, millis bigint not null,
              signed varbinary(512) not null)""");

    private GatewaySchema() {}

    static List<Sql.Migration> migrations() {
        var out = new ArrayList<Sql.Migration>();
        for (var step : STEPS) out.add(new Sql.Migration(out.size() + 1, step));
        return out;
    }
}
