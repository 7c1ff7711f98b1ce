// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.util.Optional;

/// The weight formats this engine reads, with GGUF's numbers for them.
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    /// Blocks of 32 signed bytes behind one half-precision scale.
    Q8_0(8, 32, 34);

    final int code;
    final int blockElements;
    final int blockBytes;

    TensorType(int code, int blockElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    static Optional<TensorType> of(int code) {
        for (var type : values()) if (type.code == code) return Optional.of(type);
        return Optional.empty();
    }
}
