// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.List;

/// One vector per input, in the order of the request.
public record Embeddings(List<float[]> vectors, Usage usage) {
    public Embeddings {
        vectors = List.copyOf(vectors);
    }
}
