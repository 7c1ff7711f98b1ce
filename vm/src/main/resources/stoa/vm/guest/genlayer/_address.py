# SPDX-License-Identifier: Apache-2.0
"""Addresses, sized integers, hashing and values that are computed when they are asked for."""

import base64
import typing


class Address:
    """Twenty bytes naming an account or a contract; ordered, compared and hashed by its bytes."""

    SIZE = 20
    __slots__ = ('_bytes',)

    def __init__(self, value):
        if isinstance(value, str):
            value = _from_text(value)
        elif isinstance(value, Address):
            value = value._bytes
        else:
            value = bytes(value)
        if len(value) != 20:
            raise ValueError('an address has 20 bytes, not %d' % len(value))
        self._bytes = value

    @property
    def as_bytes(self):
        return self._bytes

    @property
    def as_hex(self):
        """With `0x` and EIP-55's check in the case of the letters."""
        from . import _host

        plain = self._bytes.hex()
        check = _host.keccak256(plain.encode()).hex()
        return '0x' + ''.join(c.upper() if check[i] >= '8' else c for i, c in enumerate(plain))

    @property
    def as_b64(self):
        return base64.b64encode(self._bytes).decode()

    @property
    def as_int(self):
        return int.from_bytes(self._bytes, 'little')

    def __hash__(self):
        return hash(self._bytes)

    def __eq__(self, other):
        return self._bytes == other._bytes if isinstance(other, Address) else NotImplemented

    def __lt__(self, other):
        return self._bytes < other._bytes if isinstance(other, Address) else NotImplemented

    def __le__(self, other):
        return self._bytes <= other._bytes if isinstance(other, Address) else NotImplemented

    def __gt__(self, other):
        return self._bytes > other._bytes if isinstance(other, Address) else NotImplemented

    def __ge__(self, other):
        return self._bytes >= other._bytes if isinstance(other, Address) else NotImplemented

    def __repr__(self):
        return 'Address("' + self.as_hex + '")'

    def __str__(self):
        return self.as_hex

    def __format__(self, spec):
        if spec == 'x':
            return self.as_hex
        if spec == 'b64':
            return self.as_b64
        if spec == 'cd':
            return 'addr#' + self._bytes.hex()
        return format(self.as_hex, spec)


def _from_text(text):
    if len(text) == 42 and text[:2] in ('0x', '0X'):
        return bytes.fromhex(text[2:])
    return base64.b64decode(text, validate=True)


bigint = typing.NewType('bigint', int)

SIZES = {}
for _bits in range(8, 257, 8):
    for _letter in 'ui':
        _type = typing.NewType('%s%d' % (_letter, _bits), int)
        globals()[_type.__name__] = _type
        SIZES[_type] = (_bits // 8, _letter == 'i')


class Keccak256:
    """Ethereum's Keccak-256, used like the classes of `hashlib`."""

    digest_size = 32
    block_size = 136
    name = 'keccak256'

    def __init__(self, data=b''):
        self._data = bytearray(data)

    def update(self, data):
        self._data += data

    def digest(self):
        from . import _host

        return _host.keccak256(bytes(self._data))

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return Keccak256(self._data)


class Lazy:
    """A value that is computed the first time it is asked for; an error is kept and raised each time."""

    def __init__(self, compute):
        self._compute = compute
        self._value = None
        self._error = None

    def get(self):
        if self._compute is not None:
            compute, self._compute = self._compute, None
            try:
                self._value = compute()
            except Exception as error:
                self._error = error
        if self._error is not None:
            raise self._error
        return self._value


def lazy_api(function):
    """Gives a function a twin `.lazy` that puts the work off until its result's `get`."""

    def lazy(*args, **kwargs):
        return Lazy(lambda: function(*args, **kwargs))

    function.lazy = lazy
    return function
