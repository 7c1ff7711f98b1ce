# SPDX-License-Identifier: Apache-2.0
"""The bytes that calls carry. One value has one spelling: sizes are shortest, keys ascend, nothing follows."""

import collections.abc as abc
import dataclasses

from ._address import Address

DEPTH_MAX = 128

_NULL, _FALSE, _TRUE, _ADDRESS = 0x00, 0x08, 0x10, 0x18


class DecodingError(ValueError):
    """Bytes that are no calldata."""


def _leb(out, number):
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _leb_big(out, number):
    # Shifting a great number once per seven bits would take quadratic time.
    if number >> 512 == 0:
        return _leb(out, number)
    parts = []
    while number:
        parts.append(number & ((1 << 448) - 1))
        number >>= 448
    for i, part in enumerate(parts):
        if i == len(parts) - 1:
            return _leb(out, part)
        for _ in range(64):
            out.append(part & 0x7F | 0x80)
            part >>= 7


def _put(out, value, depth, default):
    kind = type(value)
    if kind is str:
        data = value.encode()
        _leb(out, len(data) << 3 | 4)
        out += data
    elif kind is bool:
        out.append(_TRUE if value else _FALSE)
    elif kind is int:
        _leb_big(out, value << 3 | 1 if value >= 0 else (-value - 1) << 3 | 2)
    elif value is None:
        out.append(_NULL)
    elif kind is Address:
        out.append(_ADDRESS)
        out += value.as_bytes
    elif kind is bytes:
        _leb(out, len(value) << 3 | 3)
        out += value
    elif depth > DEPTH_MAX:
        raise ValueError('calldata nested deeper than %d' % DEPTH_MAX)
    elif kind is dict:
        _put_map(out, value, depth, default)
    elif kind is list or kind is tuple:
        _leb(out, len(value) << 3 | 5)
        for item in value:
            _put(out, item, depth + 1, default)
    else:
        _put_other(out, value, depth, default)


def _put_other(out, value, depth, default):
    if default is not None:
        value = default(value)
    if isinstance(value, (str, int, Address)) or value is None:
        plain = str.__str__(value) if isinstance(value, str) else int(value) if isinstance(value, int) else value
        return _put(out, plain, depth, None)
    if isinstance(value, (bytes, bytearray, memoryview)):
        _put(out, bytes(value), depth, None)
    elif isinstance(value, abc.Mapping):
        _put_map(out, value, depth, default)
    elif isinstance(value, abc.Sequence):
        _put(out, list(value), depth, default)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        _put_map(out, fields, depth, default)
    else:
        raise TypeError('cannot be calldata: %s' % type(value).__name__)


def _put_map(out, value, depth, default):
    for key in value:
        if not isinstance(key, str):
            raise TypeError('keys of calldata maps are strings, not %s' % type(key).__name__)
    _leb(out, len(value) << 3 | 6)
    for key in sorted(value):
        data = key.encode()
        _leb(out, len(data))
        out += data
        _put(out, value[key], depth + 1, default)


def encode(value, *, default=None):
    """The bytes of a value: None, bool, int, str, bytes, Address, and sequences, maps and dataclasses of those.

    `default` may turn anything else into one of them.
    """
    out = bytearray()
    _put(out, value, 0, default)
    return bytes(out)


class _Reader:
    __slots__ = ('data', 'at', 'wrap')

    def __init__(self, data, wrap):
        self.data = data
        self.at = 0
        self.wrap = wrap

    def number(self):
        data, at = self.data, self.at
        if at >= len(data):
            raise DecodingError('unexpected end')
        octet = data[at]
        if octet < 0x80:
            self.at = at + 1
            return octet
        while True:
            at += 1
            if at >= len(data):
                raise DecodingError('unexpected end')
            octet = data[at]
            if octet < 0x80:
                break
        if octet == 0:
            raise DecodingError('most significant octet can not be zero')
        first, self.at = self.at, at + 1
        return _from_groups(data[first : at + 1])

    def take(self, size):
        first = self.at
        if size > len(self.data) - first:
            raise DecodingError('unexpected end')
        self.at = first + size
        return self.data[first : self.at]

    def value(self, depth):
        if depth > DEPTH_MAX:
            raise DecodingError('calldata nested deeper than %d' % DEPTH_MAX)
        number = self.number()
        kind, payload = number & 7, number >> 3
        if kind == 1:
            return payload
        if kind == 2:
            return -payload - 1
        if kind == 4:
            return self.take(payload).decode()
        if kind == 3:
            return bytes(self.take(payload))
        if kind == 0:
            return self.special(payload)
        if kind == 5:
            if payload > len(self.data):
                raise DecodingError('unexpected end')
            return [self.value(depth + 1) for _ in range(payload)]
        if kind == 6:
            return self.map(payload, depth)
        raise DecodingError('invalid type 7')

    def special(self, which):
        if which == 0:
            return None
        if which == 1:
            return False
        if which == 2:
            return True
        if which == 3:
            return Address(self.take(20))
        raise DecodingError('invalid special value %d' % which)

    def map(self, count, depth):
        result, last = {}, None
        if count > len(self.data):
            raise DecodingError('unexpected end')
        for _ in range(count):
            key = self.take(self.number()).decode()
            if last is not None and key <= last:
                raise DecodingError('unordered calldata keys')
            result[key] = self.value(depth + 1)
            last = key
        return self.wrap(result) if self.wrap else result


def _from_groups(groups):
    if len(groups) > 64:
        # By halves, so that great numbers do not take quadratic time.
        middle = len(groups) // 2
        return _from_groups(groups[:middle]) | _from_groups(groups[middle:]) << (7 * middle)
    number = 0
    for octet in reversed(groups):
        number = number << 7 | octet & 0x7F
    return number


def decode(data, *, memview2bytes=bytes, wrap=None):
    """The value of calldata bytes; `wrap` may turn maps into something else."""
    reader = _Reader(bytes(data), wrap)
    value = reader.value(0)
    if reader.at != len(reader.data):
        raise DecodingError('unparsed end: %d bytes after the value' % (len(reader.data) - reader.at))
    return value


def to_str(value):
    """The readable form: JSON, with `addr#` and `b#` for what JSON has not."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Address):
        return 'addr#' + value.as_bytes.hex()
    if isinstance(value, (bytes, bytearray)):
        return 'b#' + value.hex()
    if isinstance(value, abc.Mapping):
        return '{' + ','.join(to_str(k) + ':' + to_str(value[k]) for k in sorted(value)) + '}'
    if isinstance(value, abc.Sequence):
        return '[' + ','.join(to_str(v) for v in value) + ']'
    if dataclasses.is_dataclass(value):
        return to_str({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    raise TypeError('cannot be calldata: %s' % type(value).__name__)
