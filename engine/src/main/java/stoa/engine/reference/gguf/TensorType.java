// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.util.Optional;

/// The weight formats this engine reads, with GGUF's numbers for them. [Blocks] turns them into floats.
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    /// Blocks of 32: a half-precision scale, 32 signed bytes.
    Q8_0(8, 32, 34),
    /// Blocks of 32: a half-precision scale, 32 numbers of four bits, 8 standing for 0.
    Q4_0(2, 32, 18),
    /// Blocks of 256: eight groups of 32 numbers of four bits, each group with a scale and a minimum of six bits.
    Q4_K(12, 256, 144),
    /// Blocks of 256: sixteen groups of 16 numbers of six bits, each group with a scale of eight bits.
    Q6_K(14, 256, 210);

    final int code;
    final int blockElements;
    final int blockBytes;

    TensorType(int code, int blockElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// Bytes of so many elements, a whole number of blocks.
    public int bytes(int elements) {
        return elements / blockElements * blockBytes;
    }

    static Optional<TensorType> of(int code) {
        for (var type : values()) if (type.code == code) return Optional.of(type);
        return Optional.empty();
    }
}
