# SPDX-License-Identifier: Apache-2.0
"""The ABI of the Ethereum machine: words of thirty-two bytes, heads first, then what they point at."""

import dataclasses
import typing

from ._address import SIZES, Address
from ._collections import Array, DynArray

_WORD = 32


class Kind:
    """One ABI type: its name in signatures, the bytes of its head, and whether it lies behind a pointer."""

    dynamic = False
    head = _WORD

    def __init__(self, name):
        self.name = name

    def at(self, data, offset):
        word = data[offset : offset + _WORD]
        if len(word) != _WORD:
            raise ValueError('the answer ends too early')
        return word


class Int(Kind):
    def __init__(self, bits, signed):
        super().__init__(('int%d' if signed else 'uint%d') % bits)
        self.bits, self.signed = bits, signed

    def put(self, value):
        low = -(1 << (self.bits - 1)) if self.signed else 0
        high = 1 << (self.bits - 1 if self.signed else self.bits)
        if not low <= value < high:
            raise OverflowError('%d is no %s' % (value, self.name))
        return value.to_bytes(_WORD, 'big', signed=self.signed)

    def take(self, data, offset):
        value = int.from_bytes(self.at(data, offset), 'big', signed=self.signed)
        self.put(value)
        return value


class Bool(Kind):
    def put(self, value):
        return int(bool(value)).to_bytes(_WORD)

    def take(self, data, offset):
        number = int.from_bytes(self.at(data, offset))
        if number > 1:
            raise ValueError('a bool is 0 or 1')
        return number == 1


class Account(Kind):
    def put(self, value):
        return value.as_bytes.rjust(_WORD, b'\0')

    def take(self, data, offset):
        word = self.at(data, offset)
        if any(word[:12]):
            raise ValueError('an address has 20 bytes')
        return Address(word[12:])


class Fixed(Kind):
    """`bytes1` to `bytes32`."""

    def __init__(self, size):
        super().__init__('bytes%d' % size)
        self.size = size

    def put(self, value):
        if len(value) != self.size:
            raise ValueError('%s has %d bytes, not %d' % (self.name, self.size, len(value)))
        return bytes(value).ljust(_WORD, b'\0')

    def take(self, data, offset):
        return self.at(data, offset)[: self.size]


class Blob(Kind):
    dynamic = True

    def __init__(self, text):
        super().__init__('string' if text else 'bytes')
        self.text = text

    def put(self, value):
        data = value.encode() if self.text else bytes(value)
        padded = (len(data) + _WORD - 1) // _WORD * _WORD
        return len(data).to_bytes(_WORD) + data.ljust(padded, b'\0')

    def take(self, data, offset):
        size = int.from_bytes(self.at(data, offset))
        body = data[offset + _WORD : offset + _WORD + size]
        if len(body) != size:
            raise ValueError('the answer ends too early')
        return body.decode() if self.text else body


class Many(Kind):
    """An array: of a fixed length, or with its length before the items."""

    def __init__(self, item, count=None):
        super().__init__('%s[%s]' % (item.name, '' if count is None else count))
        self.item, self.count = item, count
        self.dynamic = count is None or item.dynamic
        self.head = _WORD if self.dynamic else item.head * count

    def put(self, value):
        values = list(value)
        if self.count is not None and len(values) != self.count:
            raise ValueError('%s has %d items, not %d' % (self.name, self.count, len(values)))
        body = encode([self.item] * len(values), values)
        return body if self.count is not None else len(values).to_bytes(_WORD) + body

    def take(self, data, offset):
        count = self.count
        if count is None:
            count = int.from_bytes(self.at(data, offset))
            offset += _WORD
            if count * self.item.head > len(data):
                raise ValueError('the answer ends too early')
        return decode([self.item] * count, data, offset)


class Tuple(Kind):
    def __init__(self, items, make):
        super().__init__('(%s)' % ','.join(i.name for i in items))
        self.items, self.make = items, make
        self.dynamic = any(i.dynamic for i in items)
        self.head = _WORD if self.dynamic else sum(i.head for i in items)

    def put(self, value):
        if dataclasses.is_dataclass(value):
            value = [getattr(value, f.name) for f in dataclasses.fields(value)]
        return encode(self.items, value)

    def take(self, data, offset):
        return self.make(decode(self.items, data, offset))


def kind_of(kind):
    """The ABI type of an annotation."""
    if kind in SIZES:
        size, signed = SIZES[kind]
        return Int(size * 8, signed)
    simple = {bool: lambda: Bool('bool'), Address: lambda: Account('address'), str: lambda: Blob(True)}
    if kind in simple:
        return simple[kind]()
    if kind is bytes:
        return Blob(False)
    if isinstance(kind, type) and issubclass(kind, bytes) and kind.__name__.startswith('bytes'):
        return Fixed(int(kind.__name__[5:]))
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (list, DynArray):
        return Many(kind_of(arguments[0]))
    if origin is Array:
        return Many(kind_of(arguments[0]), typing.get_args(arguments[1])[0])
    if origin is tuple:
        return Tuple([kind_of(a) for a in arguments], tuple)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return Tuple([kind_of(f.type) for f in dataclasses.fields(kind)], lambda values: kind(*values))
    raise TypeError('%s has no place in the ABI' % (getattr(kind, '__name__', None) or kind))


def encode(kinds, values):
    values = list(values)
    if len(kinds) != len(values):
        raise TypeError('%d values belong here, not %d' % (len(kinds), len(values)))
    heads, tails = [], []
    at = sum(k.head for k in kinds)
    for kind, value in zip(kinds, values):
        data = kind.put(value)
        if kind.dynamic:
            heads.append(at.to_bytes(_WORD))
            tails.append(data)
            at += len(data)
        else:
            heads.append(data)
    return b''.join(heads + tails)


def decode(kinds, data, base=0):
    values, at = [], base
    for kind in kinds:
        if kind.dynamic:
            pointer = int.from_bytes(kind.at(data, at))
            if pointer > len(data):
                raise ValueError('a pointer leads outside of the answer')
            values.append(kind.take(data, base + pointer))
        else:
            values.append(kind.take(data, at))
        at += kind.head
    return values
