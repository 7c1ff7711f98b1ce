// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.nio.file.Path;
import stoa.kit.config.Secret;

/// Which database and how many connections at most.
public record SqlConfig(String url, String user, Secret password, int maxConnections) {
    public SqlConfig {
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:"))
            throw new IllegalArgumentException("the SQL URL begins with jdbc:h2: or jdbc:postgresql:");
        if (maxConnections < 1) throw new IllegalArgumentException("at least one SQL connection is needed");
    }

    /// An embedded database in one file, without a password: the directory's mode protects it.
    public static SqlConfig file(Path file) {
        return new SqlConfig("jdbc:h2:file:" + file.toAbsolutePath(), "stoa", new Secret(""), 8);
    }

    /// An embedded database that ends with the pool; for tests.
    public static SqlConfig memory(String name) {
        return new SqlConfig("jdbc:h2:mem:" + name, "stoa", new Secret(""), 8);
    }
}
