# SPDX-License-Identifier: Apache-2.0
"""Slots: sparse byte memories, zero where nothing was written, named by thirty-two bytes."""

from hashlib import sha3_256

from . import _host


class Slot:
    """A slot of the running contract's storage."""

    __slots__ = ('id', '_children')
    in_memory = False

    def __init__(self, id):
        self.id = id
        self._children = {}

    def read(self, offset, length):
        return _host.storage_read(self.id, offset, length)

    def write(self, offset, data):
        _host.storage_write(self.id, offset, data)

    def indirect(self, offset):
        """The slot that holds what does not lie in place at this offset."""
        child = self._children.get(offset)
        if child is None:
            child = Slot(sha3_256(self.id + offset.to_bytes(4, 'little')).digest())
            self._children[offset] = child
        return child


class MemorySlot:
    """A slot of storage that lives and dies with this run."""

    __slots__ = ('_bytes', '_children')
    in_memory = True

    def __init__(self):
        self._bytes = bytearray()
        self._children = {}

    def read(self, offset, length):
        data = bytes(self._bytes[offset : offset + length])
        return data if len(data) == length else data.ljust(length, b'\0')

    def write(self, offset, data):
        end = offset + len(data)
        if end > len(self._bytes):
            self._bytes.extend(bytes(end - len(self._bytes)))
        self._bytes[offset:end] = data

    def indirect(self, offset):
        child = self._children.get(offset)
        if child is None:
            child = self._children[offset] = MemorySlot()
        return child


ROOT = Slot(bytes(32))
