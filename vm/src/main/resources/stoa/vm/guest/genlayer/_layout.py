# SPDX-License-Identifier: Apache-2.0
"""How values lie in slots: little-endian, packed in order, no padding.

Each type of storage has a layout with its `size` in place, `get` and `set` at an offset of a slot. `layout_of` finds the
layout of an annotation; what cannot be stored is refused with a TypeError when the class is made.
"""

import datetime
import types
import typing

from ._address import SIZES, Address, bigint


class Layout:
    size = 0
    complex = False

    def get(self, slot, offset):
        raise NotImplementedError

    def set(self, slot, offset, value):
        raise NotImplementedError

    def zero(self, slot, offset):
        if self.size:
            slot.write(offset, bytes(self.size))


class IntLayout(Layout):
    def __init__(self, size, signed):
        self.size, self.signed = size, signed

    def get(self, slot, offset):
        return int.from_bytes(slot.read(offset, self.size), 'little', signed=self.signed)

    def set(self, slot, offset, value):
        slot.write(offset, int.to_bytes(value, self.size, 'little', signed=self.signed))


class BoolLayout(Layout):
    size = 1

    def get(self, slot, offset):
        return slot.read(offset, 1) != b'\0'

    def set(self, slot, offset, value):
        slot.write(offset, b'\1' if value else b'\0')


class FloatLayout(Layout):
    size = 8

    def get(self, slot, offset):
        import struct

        return struct.unpack('<d', slot.read(offset, 8))[0]

    def set(self, slot, offset, value):
        import struct

        slot.write(offset, struct.pack('<d', value))


class AddressLayout(Layout):
    size = 20

    def get(self, slot, offset):
        return Address(slot.read(offset, 20))

    def set(self, slot, offset, value):
        if not isinstance(value, Address):
            raise TypeError('an Address belongs here, not %s' % type(value).__name__)
        slot.write(offset, value.as_bytes)


class NoneLayout(Layout):
    def get(self, slot, offset):
        return None

    def set(self, slot, offset, value):
        if value is not None:
            raise TypeError('None belongs here, not %s' % type(value).__name__)


class BlobLayout(Layout):
    """A length in place, the bytes in the slot behind it. A shorter value leaves the longer one's tail."""

    size = 4

    def load(self, slot, offset):
        length = int.from_bytes(slot.read(offset, 4), 'little')
        return slot.indirect(offset).read(0, length) if length else b''

    def store(self, slot, offset, data):
        slot.write(offset, len(data).to_bytes(4, 'little'))
        if data:
            slot.indirect(offset).write(0, data)


class BytesLayout(BlobLayout):
    def get(self, slot, offset):
        return self.load(slot, offset)

    def set(self, slot, offset, value):
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise TypeError('bytes belong here, not %s' % type(value).__name__)
        self.store(slot, offset, bytes(value))


class StrLayout(BlobLayout):
    def get(self, slot, offset):
        return self.load(slot, offset).decode()

    def set(self, slot, offset, value):
        if not isinstance(value, str):
            raise TypeError('a str belongs here, not %s' % type(value).__name__)
        self.store(slot, offset, value.encode())


class BigIntLayout(BlobLayout):
    def get(self, slot, offset):
        return int.from_bytes(self.load(slot, offset), 'little', signed=True)

    def set(self, slot, offset, value):
        digits = (abs(value).bit_length() + 7) // 8
        self.store(slot, offset, value.to_bytes(digits + 2, 'little', signed=True))


_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)


class DatetimeLayout(Layout):
    """Seconds since 1970 (8 bytes), microseconds (4), whether a zone follows (1), and its offset as a timedelta (12)."""

    size = 25

    def get(self, slot, offset):
        data = slot.read(offset, 25)
        seconds = int.from_bytes(data[:8], 'little')
        moment = datetime.timedelta(seconds=seconds, microseconds=int.from_bytes(data[8:12], 'little'))
        if not data[12]:
            return _EPOCH + moment
        parts = [int.from_bytes(data[i : i + 4], 'little', signed=True) for i in (13, 17, 21)]
        zone = datetime.timedelta(days=parts[0], seconds=parts[1], microseconds=parts[2])
        return (_EPOCH_UTC + moment).astimezone(datetime.timezone(zone) if zone else datetime.UTC)

    def set(self, slot, offset, value):
        if not isinstance(value, datetime.datetime):
            raise TypeError('a datetime belongs here, not %s' % type(value).__name__)
        zone = value.utcoffset()
        since = value - (_EPOCH if zone is None else _EPOCH_UTC)
        seconds = since.days * 86400 + since.seconds
        data = seconds.to_bytes(8, 'little') + since.microseconds.to_bytes(4, 'little')
        if zone is None:
            data += bytes(13)
        else:
            data += b'\1'
            for part in (zone.days, zone.seconds, zone.microseconds):
                data += part.to_bytes(4, 'little', signed=True)
        slot.write(offset, data)


_PLAIN = {
    bool: BoolLayout(),
    float: FloatLayout(),
    str: StrLayout(),
    bytes: BytesLayout(),
    bigint: BigIntLayout(),
    Address: AddressLayout(),
    datetime.datetime: DatetimeLayout(),
    None: NoneLayout(),
    type(None): NoneLayout(),
}
for _type, (_size, _signed) in SIZES.items():
    _PLAIN[_type] = IntLayout(_size, _signed)

_INSTEAD = {
    int: 'use a sized integer (u8 … u256, i8 … i256) or bigint',
    list: 'use DynArray or Array',
    dict: 'use TreeMap',
    set: 'use TreeMap with None as its values',
    tuple: 'use an @allow_storage dataclass',
}

_known = {}


def layout_of(kind, binding=None):
    """The layout of an annotation; `binding` gives the types that a generic class's parameters stand for."""
    if binding and isinstance(kind, typing.TypeVar):
        kind = binding[kind]
    plain = _PLAIN.get(kind) if _hashable(kind) else None
    if plain is not None:
        return plain
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin is typing.Annotated:
        return layout_of(arguments[0], binding)
    if binding and origin is not None and origin is not typing.Literal:
        arguments = tuple(binding.get(a, a) if isinstance(a, typing.TypeVar) else a for a in arguments)
    base = origin or kind
    make = getattr(base, '__storage_layout__', None)
    if make is None or not isinstance(base, type):
        refuse(kind, base)
    key = (base, arguments) if _hashable(arguments) else None
    found = _known.get(key) if key else None
    if found is None:
        found = make(tuple(_bind(a, binding) for a in arguments))
        if key and not any(isinstance(a, typing.TypeVar) for a in arguments):
            _known[key] = found
    return found


def _bind(argument, binding):
    """Puts types in the place of a generic class's parameters, however deep they stand."""
    if not binding:
        return argument
    if isinstance(argument, typing.TypeVar):
        return binding[argument]
    origin, inner = typing.get_origin(argument), typing.get_args(argument)
    if origin is None or origin is typing.Literal or not inner:
        return argument
    return origin[tuple(_bind(a, binding) for a in inner)]


def _hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


def refuse(kind, base):
    name = getattr(kind, '__name__', None) or str(kind)
    hint = _INSTEAD.get(base)
    if isinstance(base, types.UnionType) or base is typing.Union:
        hint = 'unions cannot be stored'
    elif base is typing.Any:
        hint = 'name the type'
    elif hint is None:
        hint = 'mark the class with @allow_storage' if isinstance(base, type) else 'this is no storage type'
    raise TypeError('%s cannot be kept in storage: %s' % (name, hint))
