// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// Brings a database's tables to what the program expects.
final class Migrations {
    private static final String TABLE =
            "create table if not exists schema_version (version integer primary key, checksum bigint not null)";

    private Migrations() {}

    static void apply(Sql sql, List<Sql.Migration> steps) {
        for (int i = 0; i < steps.size(); i++)
            if (steps.get(i).version() != i + 1)
                throw new IllegalArgumentException("migrations are numbered from 1 without gaps");
        sql.update(TABLE);
        var applied = applied(sql);
        for (int version : applied.keySet())
            if (version > steps.size())
                throw new IllegalStateException(
                        "the database has schema " + version + ", this program knows schemas up to " + steps.size()
                                + ": start the newer program that wrote it, or choose another data directory");
        for (var step : steps) {
            long checksum = checksum(step.sql());
            var known = applied.get(step.version());
            if (known == null) run(sql, step, checksum);
            else if (known != checksum)
                throw new IllegalStateException("step " + step.version()
                        + " of the database's schema is not the one this program has: it was made by another program");
        }
    }

    private static Map<Integer, Long> applied(Sql sql) {
        var out = new HashMap<Integer, Long>();
        sql.query("select version, checksum from schema_version", row -> out.put(row.getInt(1), row.getLong(2)));
        return out;
    }

    private static void run(Sql sql, Sql.Migration step, long checksum) {
        sql.transaction(transaction -> {
            for (var statement : step.sql().split(";\\s*(\\R|$)"))
                if (!statement.isBlank()) transaction.update(statement.strip());
            return transaction.update(
                    "insert into schema_version (version, checksum) values (?, ?)", step.version(), checksum);
        });
    }

    /// Of the words only: a changed indentation is no other step.
    private static long checksum(String text) {
        var crc = new CRC32C();
        crc.update(String.join(" ", text.strip().split("\\s+")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
