# SPDX-License-Identifier: Apache-2.0
"""Writes GGUF version 3: metadata and tensors as f32, f16 or Q8_0."""

import struct

import numpy as np

ALIGNMENT = 32
F32, F16, Q8_0 = 0, 1, 8


def text(value):
    raw = value.encode("utf-8")
    return struct.pack("<Q", len(raw)) + raw


def typed(value):
    if isinstance(value, bool):
        return struct.pack("<IB", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + text(value)
    if isinstance(value[0], str):
        return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(text(v) for v in value)
    return struct.pack("<IIQ", 9, 5, len(value)) + struct.pack(f"<{len(value)}i", *value)


def q8_0(weights):
    """Blocks of 32: one half-precision scale, 32 signed bytes."""
    blocks = weights.astype(np.float32).reshape(-1, 32)
    scale = np.abs(blocks).max(axis=1, keepdims=True) / 127
    safe = np.where(scale == 0, 1, scale)
    quants = np.rint(blocks / safe).astype(np.int8)
    out = np.empty((len(blocks), 34), dtype=np.uint8)
    out[:, :2] = scale.astype(np.float16).view(np.uint8)
    out[:, 2:] = quants.view(np.uint8)
    return out.tobytes()


def write(path, metadata, tensors, kind):
    """`tensors`: name → array. Vectors stay f32; matrices take `kind`."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        head += text(key) + typed(value)
    table, data = b"", b""
    for name, array in tensors.items():
        code = kind if array.ndim == 2 else F32
        raw = q8_0(array) if code == Q8_0 else array.astype(np.float16 if code == F16 else np.float32).tobytes()
        shape = array.shape[::-1]
        table += text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", code, len(data))
        data += raw + bytes(-len(raw) % ALIGNMENT)
    head += table
    with open(path, "wb") as f:
        f.write(head + bytes(-len(head) % ALIGNMENT) + data)
