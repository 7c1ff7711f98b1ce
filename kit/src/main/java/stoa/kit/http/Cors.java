// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.List;

/// Which web pages of other origins may call. `*` lets all in; no credentials are ever allowed, keys travel in headers.
public record Cors(List<String> origins, List<String> exposedHeaders) {
    public Cors {
        origins = List.copyOf(origins);
        exposedHeaders = List.copyOf(exposedHeaders);
    }

    public static Cors anyOrigin(String... exposedHeaders) {
        return new Cors(List.of("*"), List.of(exposedHeaders));
    }
}
