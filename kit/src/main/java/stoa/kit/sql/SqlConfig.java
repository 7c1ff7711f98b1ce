// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.nio.file.Path;
import stoa.kit.config.Secret;

/// Which database and how many connections at most.
public record SqlConfig(String url, String user, Secret password, int maxConnections) {
    /// PostgreSQL's spelling; our own order of shutting down; what has been committed is in the file at once.
    private static final String H2_SETTINGS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;WRITE_DELAY=0";

    public SqlConfig {
        if (!url.startsWith("jdbc:h2:file:") && !url.startsWith("jdbc:h2:mem:") && !url.startsWith("jdbc:postgresql:"))
            throw new IllegalArgumentException(
                    "the SQL URL begins with jdbc:h2:file:, jdbc:h2:mem: or jdbc:postgresql:");
        if (url.startsWith("jdbc:h2:") && url.indexOf(';') >= 0)
            throw new IllegalArgumentException("an H2 URL has no settings of its own here");
        if (maxConnections < 1) throw new IllegalArgumentException("at least one SQL connection is needed");
    }

    /// An embedded database in one file, without a password: the directory's mode protects it. What is committed
    /// survives the death of the process.
    public static SqlConfig file(Path file) {
        return new SqlConfig("jdbc:h2:file:" + file.toAbsolutePath(), "stoa", new Secret(""), 8);
    }

    /// An embedded database that ends with the pool; for tests.
    public static SqlConfig memory(String name) {
        return new SqlConfig("jdbc:h2:mem:" + name, "stoa", new Secret(""), 8);
    }

    boolean embedded() {
        return url.startsWith("jdbc:h2:");
    }

    String jdbcUrl() {
        return embedded() ? url + H2_SETTINGS : url;
    }
}
