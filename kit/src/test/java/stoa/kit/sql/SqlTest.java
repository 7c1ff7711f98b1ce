// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.ChildJvm;
import stoa.kit.config.Secret;
import stoa.kit.sql.Sql.Migration;

class SqlTest {
    private static final Migration FIRST = new Migration(1, """
            create table if not exists account (
              id bigint primary key, name text not null, balance numeric(80), secret bytea, seen timestamp with time zone);
            create index if not exists account_name on account (name);
            """);
    private static final Migration SECOND =
            new Migration(2, "alter table account add column if not exists note text default 'a;b'");

    @TempDir
    Path directory;

    private enum Colour {
        RED
    }

    private static long count(Sql sql) {
        return sql.first("select count(*) from account", row -> row.getLong(1)).orElseThrow();
    }

    @Test
    void values_are_bound_and_come_back() {
        try (var sql = Sql.open(SqlConfig.memory("values")).migrate(List.of(FIRST))) {
            var when = Instant.parse("2026-01-31T12:00:00.123456Z");
            var balance = BigInteger.TWO.pow(200);
            var insert = "insert into account (id, name, balance, secret, seen) values (?, ?, ?, ?, ?)";
            assertEquals(1, sql.update(insert, 1L, "O'Hara; drop table account", balance, new byte[] {1, 2}, when));
            sql.update(insert, 2, Colour.RED, null, null, null);
            var first = sql.query(
                    "select * from account where id = ?",
                    row -> {
                        assertEquals("O'Hara; drop table account", row.getString("name"));
                        assertEquals(balance, row.getBigDecimal("balance").toBigIntegerExact());
                        assertArrayEquals(new byte[] {1, 2}, row.getBytes("secret"));
                        return row.getObject("seen", OffsetDateTime.class).toInstant();
                    },
                    1L);
            assertEquals(List.of(when), first);
            assertEquals(
                    Optional.of("RED"), sql.first("select name from account where id = ?", row -> row.getString(1), 2));
            assertEquals(
                    Optional.empty(), sql.first("select name from account where id = ?", row -> row.getString(1), 3));
            assertNull(sql.query("select balance from account where id = 2", row -> new Object[] {row.getBigDecimal(1)})
                    .getFirst()[0]);
        }
    }

    @Test
    void a_duplicate_key_is_told_apart_from_other_failures() {
        try (var sql = Sql.open(SqlConfig.memory("duplicates")).migrate(List.of(FIRST))) {
            sql.update("insert into account (id, name) values (1, 'a')");
            var duplicate =
                    assertThrows(SqlFailure.class, () -> sql.update("insert into account (id, name) values (1, 'b')"));
            assertTrue(duplicate.duplicateKey());
            var other = assertThrows(SqlFailure.class, () -> sql.update("insert into nothing values (1)"));
            assertFalse(other.duplicateKey());
        }
    }

    @Test
    void a_transaction_happens_whole_or_not_at_all() {
        try (var sql = Sql.open(SqlConfig.memory("transactions")).migrate(List.of(FIRST))) {
            assertEquals("done", sql.transaction(transaction -> {
                transaction.update("insert into account (id, name) values (1, 'a')");
                transaction.update("insert into account (id, name) values (2, 'b')");
                return "done";
            }));
            assertThrows(
                    IllegalStateException.class,
                    () -> sql.transaction(transaction -> {
                        transaction.update("insert into account (id, name) values (3, 'c')");
                        throw new IllegalStateException("changed my mind");
                    }));
            assertThrows(
                    SqlFailure.class,
                    () -> sql.transaction(transaction -> {
                        transaction.update("insert into account (id, name) values (4, 'd')");
                        return transaction.update("insert into account (id, name) values (1, 'again')");
                    }));
            assertEquals(2, count(sql));
            sql.update("insert into account (id, name) values (5, 'e')");
            assertEquals(3, count(sql), "the connection went back in order");
        }
    }

    @Test
    void a_batch_happens_whole_or_not_at_all() {
        try (var sql = Sql.open(SqlConfig.memory("batches")).migrate(List.of(FIRST))) {
            var rows = new ArrayList<Object[]>();
            for (long i = 0; i < 1000; i++) rows.add(new Object[] {i, "n" + i});
            sql.batch("insert into account (id, name) values (?, ?)", rows);
            assertEquals(1000, count(sql));
            assertThrows(
                    SqlFailure.class,
                    () -> sql.batch(
                            "insert into account (id, name) values (?, ?)",
                            List.of(new Object[] {2000L, "x"}, new Object[] {1L, "y"})));
            assertEquals(1000, count(sql));
            sql.batch("insert into account (id, name) values (?, ?)", List.of());
        }
    }

    @Test
    void an_upsert_is_the_standards_merge() {
        try (var sql = Sql.open(SqlConfig.memory("merge")).migrate(List.of(FIRST))) {
            var upsert =
                    "merge into account t using (values (cast(? as bigint), cast(? as text))) s (id, name) on t.id = s.id"
                            + " when matched then update set name = s.name when not matched then insert (id, name) values (s.id, s.name)";
            sql.update(upsert, 1L, "a");
            sql.update(upsert, 1L, "b");
            assertEquals(List.of("b"), sql.query("select name from account", row -> row.getString(1)));
        }
    }

    @Test
    void each_migration_is_applied_once_and_new_ones_later() {
        var config = SqlConfig.file(directory.resolve("db"));
        try (var sql = Sql.open(config).migrate(List.of(FIRST))) {
            sql.update("insert into account (id, name) values (1, 'a')");
        }
        try (var sql = Sql.open(config).migrate(List.of(FIRST, SECOND))) {
            assertEquals(Optional.of("a;b"), sql.first("select note from account", row -> row.getString(1)));
            sql.migrate(List.of(FIRST, SECOND));
            assertEquals(
                    2L,
                    sql.first("select count(*) from schema_version", row -> row.getLong(1))
                            .orElseThrow());
        }
        try (var sql = Sql.open(config)) {
            var newer = assertThrows(IllegalStateException.class, () -> sql.migrate(List.of(FIRST)));
            assertTrue(
                    newer.getMessage().contains("schema 2")
                            && newer.getMessage().contains("up to 1"),
                    newer.getMessage());
            var changed = new Migration(1, FIRST.sql() + "create table other (id bigint)");
            assertThrows(IllegalStateException.class, () -> sql.migrate(List.of(changed, SECOND)));
            sql.migrate(List.of(new Migration(1, FIRST.sql().replace("\n", "  \n  ")), SECOND));
            assertThrows(IllegalArgumentException.class, () -> sql.migrate(List.of(SECOND)));
        }
    }

    @Test
    void a_migration_that_fails_is_tried_again_the_next_time() {
        var broken = new Migration(1, "create table if not exists a (id bigint);\ncreate table b (id nonsense);\n");
        try (var sql = Sql.open(SqlConfig.memory("broken"))) {
            assertThrows(SqlFailure.class, () -> sql.migrate(List.of(broken)));
            sql.migrate(List.of(
                    new Migration(1, "create table if not exists a (id bigint);\ncreate table b (id bigint);\n")));
            assertEquals(0, sql.query("select id from b", row -> row.getLong(1)).size());
        }
    }

    @Test
    void many_threads_share_few_connections() throws Exception {
        try (var sql = Sql.open(SqlConfig.memory("threads")).migrate(List.of(FIRST))) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 50; t++) {
                long id = t;
                threads.add(Thread.startVirtualThread(
                        () -> sql.update("insert into account (id, name) values (?, 'x')", id)));
            }
            for (var thread : threads) thread.join();
            assertEquals(50, count(sql));
        }
    }

    @Test
    void a_url_of_another_database_or_with_settings_is_refused_and_a_password_never_shown() {
        for (var url : List.of("jdbc:mysql://x", "jdbc:h2:tcp://x", "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://evil'"))
            assertThrows(IllegalArgumentException.class, () -> new SqlConfig(url, "u", new Secret("swordfish"), 1));
        var config = new SqlConfig("jdbc:postgresql://127.0.0.1:1/none", "u", new Secret("swordfish"), 1);
        assertFalse(config.toString().contains("swordfish"));
        var failure = assertThrows(SqlFailure.class, () -> Sql.open(config).close());
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            assertFalse(String.valueOf(cause.getMessage()).contains("swordfish"));
    }

    @Test
    void what_was_committed_survives_kill_9() throws Exception {
        int told = -1;
        try (var child = new ChildJvm(SqlTest.class, directory.resolve("db").toString())) {
            for (int i = 0; i < 50; i++) told = Integer.parseInt(child.line());
            child.kill();
        }
        try (var sql = Sql.open(SqlConfig.file(directory.resolve("db")))) {
            assertTrue(count(sql) > told, told + " was told as committed, the database has " + count(sql));
        }
    }

    /// The child: commits numbered rows and tells each.
    public static void main(String[] arguments) {
        var sql = Sql.open(SqlConfig.file(Path.of(arguments[0]))).migrate(List.of(FIRST));
        for (long i = 0; ; i++) {
            sql.update("insert into account (id, name) values (?, 'x')", i);
            System.out.println(i);
        }
    }
}
