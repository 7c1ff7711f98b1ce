# SPDX-License-Identifier: Apache-2.0
"""Arrays in storage. What is read from storage is a view: it changes when storage does."""

import collections.abc as abc
import typing

from ._layout import Layout, layout_of


class View:
    """Something that lies at an offset of a slot."""

    __slots__ = ('_slot', '_offset', '_layout')

    def __new__(cls, *args, **kwargs):
        raise TypeError(
            '%s cannot be made here: declare it as a field, or use gl.storage.inmem_allocate' % cls.__name__
        )

    @classmethod
    def _at(cls, slot, offset, layout):
        view = object.__new__(cls)
        view._slot, view._offset, view._layout = slot, offset, layout
        return view


class ViewLayout(Layout):
    """Layout of a type whose values are views."""

    complex = True
    view = View

    def get(self, slot, offset):
        return self.view._at(slot, offset, self)

    def set(self, slot, offset, value):
        view = self.get(slot, offset)
        if isinstance(value, self.view) and value._slot is slot and value._offset == offset:
            return
        view._assign(value)


class _Sequence(View, abc.MutableSequence):
    __slots__ = ()

    def _place(self, index):
        raise NotImplementedError

    def _index(self, index):
        length = len(self)
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError('index %d is outside of %d items' % (index, length))
        return index

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        slot, offset = self._place(self._index(index))
        return self._layout.item.get(slot, offset)

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            places, values = range(*index.indices(len(self))), list(value)
            if len(places) != len(values):
                raise ValueError('a slice of %d items cannot take %d' % (len(places), len(values)))
            for i, item in zip(places, values):
                self[i] = item
            return
        slot, offset = self._place(self._index(index))
        self._layout.item.set(slot, offset, value)

    def __iter__(self):
        for i in range(len(self)):
            slot, offset = self._place(i)
            yield self._layout.item.get(slot, offset)

    def __eq__(self, other):
        if not isinstance(other, abc.Sequence) or isinstance(other, (str, bytes)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other))

    __hash__ = None

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, list(self))


class Array[T, S](_Sequence):
    """A fixed number of items in place: `Array[T, typing.Literal[n]]`."""

    __slots__ = ()

    @classmethod
    def __storage_layout__(cls, arguments):
        item, count = arguments
        if typing.get_origin(count) is not typing.Literal:
            raise TypeError('the length of an Array is a typing.Literal')
        return _ArrayLayout(layout_of(item), typing.get_args(count)[0])

    def __len__(self):
        return self._layout.count

    def _place(self, index):
        return self._slot, self._offset + index * self._layout.item.size

    def _assign(self, value):
        values = list(value)
        if len(values) != len(self):
            raise ValueError('an Array of %d items cannot take %d' % (len(self), len(values)))
        for i, item in enumerate(values):
            self[i] = item

    def insert(self, index, value):
        raise TypeError('an Array has a fixed length')

    def __delitem__(self, index):
        raise TypeError('an Array has a fixed length')


class _ArrayLayout(ViewLayout):
    view = Array

    def __init__(self, item, count):
        self.item, self.count = item, count
        self.size = item.size * count

    def zero(self, slot, offset):
        for i in range(self.count):
            self.item.zero(slot, offset + i * self.item.size)


class DynArray[T](_Sequence):
    """Any number of items: the length in place, the items in the slot behind it. Shrinking leaves their bytes."""

    __slots__ = ()

    @classmethod
    def __storage_layout__(cls, arguments):
        return _DynArrayLayout(layout_of(arguments[0]))

    def __len__(self):
        return int.from_bytes(self._slot.read(self._offset, 4), 'little')

    def _resize(self, length):
        self._slot.write(self._offset, length.to_bytes(4, 'little'))

    def _place(self, index):
        return self._slot.indirect(self._offset), index * self._layout.item.size

    def _assign(self, value):
        if isinstance(value, (str, bytes)) or not isinstance(value, abc.Iterable):
            raise TypeError('a list belongs here, not %s' % type(value).__name__)
        values = list(value)
        self._resize(len(values))
        for i, item in enumerate(values):
            slot, offset = self._place(i)
            self._layout.item.set(slot, offset, item)

    def append(self, value):
        length = len(self)
        slot, offset = self._place(length)
        self._layout.item.set(slot, offset, value)
        self._resize(length + 1)

    def append_new_get(self):
        """Appends a zero-initialised item and gives back its view."""
        length = len(self)
        slot, offset = self._place(length)
        self._layout.item.zero(slot, offset)
        self._resize(length + 1)
        return self._layout.item.get(slot, offset)

    def insert(self, index, value):
        length = len(self)
        index = max(0, index + length) if index < 0 else min(index, length)
        kept = [to_memory(self[i]) for i in range(index, length)]
        self.append(value) if index == length else self._resize(length + 1)
        if index < length:
            self[index] = value
            for i, item in enumerate(kept):
                self[index + 1 + i] = item

    def __delitem__(self, index):
        length = len(self)
        if isinstance(index, slice):
            for i in sorted(range(*index.indices(length)), reverse=True):
                del self[i]
            return
        index = self._index(index)
        for i in range(index, length - 1):
            self[i] = self[i + 1]
        self._resize(length - 1)

    def pop(self, index=-1):
        value = to_memory(self[index])
        if index in (-1, len(self) - 1):
            self._resize(len(self) - 1)
        else:
            del self[index]
        return value

    def clear(self):
        self._resize(0)

    def truncate(self, length=0):
        self._resize(min(length, len(self)))


class _DynArrayLayout(ViewLayout):
    view = DynArray
    size = 4

    def __init__(self, item):
        self.item = item


class VLA[T](_Sequence):
    """Any number of items right after their length; the last thing in its slot."""

    __slots__ = ()

    @classmethod
    def __storage_layout__(cls, arguments):
        return _VlaLayout(layout_of(arguments[0]))

    __len__ = DynArray.__len__
    _resize = DynArray._resize
    _assign = DynArray._assign
    append = DynArray.append
    append_new_get = DynArray.append_new_get
    insert = DynArray.insert
    __delitem__ = DynArray.__delitem__
    pop = DynArray.pop
    clear = DynArray.clear
    truncate = DynArray.truncate

    def _place(self, index):
        return self._slot, self._offset + 4 + index * self._layout.item.size

    def extend(self, values):
        if isinstance(values, (bytes, bytearray)) and self._layout.item.size == 1:
            length = len(self)
            slot, offset = self._place(length)
            if values:
                slot.write(offset, bytes(values))
            self._resize(length + len(values))
        else:
            super().extend(values)

    def __bytes__(self):
        return self._slot.read(self._offset + 4, len(self) * self._layout.item.size)


class _VlaLayout(_DynArrayLayout):
    view = VLA


class Indirection[T](View):
    """One byte in place that is not used, and the value in the slot behind it."""

    __slots__ = ()

    @classmethod
    def __storage_layout__(cls, arguments):
        return _IndirectionLayout(layout_of(arguments[0]))

    def slot(self):
        return self._slot.indirect(self._offset)

    def get(self):
        return self._layout.item.get(self.slot(), 0)

    def set(self, value):
        self._layout.item.set(self.slot(), 0, value)

    def _assign(self, value):
        self.set(value.get() if isinstance(value, Indirection) else value)


class _IndirectionLayout(ViewLayout):
    view = Indirection
    size = 1

    def __init__(self, item):
        self.item = item


def to_memory(value):
    """A copy of a view that lives in memory only; other values are given back as they are."""
    layout = getattr(value, '_layout', None)
    if layout is None:
        return value
    from ._slots import MemorySlot

    slot = MemorySlot()
    layout.set(slot, 0, value)
    return layout.get(slot, 0)
