// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whom a connection leads to: scheme, host in lower case without brackets, port.
record Origin(boolean secure, String host, int port) {
    static Origin of(URI uri) throws HttpFailure {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) throw refused("only http and https addresses are called");
        if (uri.getRawUserInfo() != null) throw refused("an address with a user name is not called");
        String host = uri.getHost();
        if (host == null || host.isEmpty()) throw refused("the address names no host");
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
        if (port == 0 || port > 65535) throw refused("the address names no port that can be called");
        return new Origin(secure, host.toLowerCase(Locale.ROOT), port);
    }

    /// `host:port` as the `host` header has it; a default port is left out.
    String hostHeader() {
        var name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    private static HttpFailure refused(String message) {
        return new HttpFailure(HttpFailure.Kind.REFUSED, message, null);
    }

    /// For messages: an address without path, query or user.
    static String show(@Nullable URI uri) {
        return uri == null
                ? "?"
                : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + hostHeader();
    }
}
