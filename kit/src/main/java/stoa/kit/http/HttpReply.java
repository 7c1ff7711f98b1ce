// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.nio.charset.StandardCharsets;

/// A whole answer, bounded by the client's configuration.
public record HttpReply(int status, Headers headers, byte[] body) {
    public boolean ok() {
        return status / 100 == 2;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
