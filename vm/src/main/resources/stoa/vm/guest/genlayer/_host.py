# SPDX-License-Identifier: Apache-2.0
"""Machine calls: the only door out of the guest.

A request goes to descriptor 0 and its answer comes back in the same buffer; what does not fit is read from there.
The first byte of a request names the call, the first byte of an answer is an error number, 0 for none.
"""

import os
import time

from . import _calldata

READ, WRITE, BALANCE, CALL, KECCAK, FINISH, FORK, MESSAGE = range(1, 9)

_ERRORS = {
    1: 'overflow',
    2: 'invalid argument',
    5: 'io',
    6: 'forbidden',
    7: 'insufficient balance',
}

_BOX = 1024
_box = bytearray(_BOX)
_view = memoryview(_box)
_write = os.write


class HostError(OSError):
    """The machine refused a call; `errno` says why."""

    def __init__(self, number, text=None):
        super().__init__(number, text or _ERRORS.get(number, 'error %d' % number))


def ask(request):
    """Sends one request and gives back the answer without its first byte."""
    size = len(request)
    if size > _BOX:
        buffer = bytearray(request)
        length = _write(0, buffer)
        head = bytes(buffer[: min(length, size)])
    else:
        _box[:size] = request
        length = _write(0, _view)
        head = bytes(_view[: min(length, _BOX)])
    if len(head) < length:
        parts, missing = [head], length - len(head)
        while missing > 0:
            part = os.read(0, missing)
            if not part:
                raise HostError(5)
            parts.append(part)
            missing -= len(part)
        head = b''.join(parts)
    if head[0]:
        raise HostError(head[0], head[1:].decode() or None)
    return head[1:]


def _sized(kind, data):
    return b'%b%b%b' % (kind, len(data).to_bytes(4, 'little'), data)


def storage_read(slot, offset, length):
    return ask(b'\x01%b%b%b' % (slot, offset.to_bytes(4, 'little'), length.to_bytes(4, 'little')))


def storage_write(slot, offset, data):
    ask(b'\x02%b%b%b%b' % (slot, offset.to_bytes(4, 'little'), len(data).to_bytes(4, 'little'), data))


def balance(address):
    return int.from_bytes(ask(b'\x03' + address), 'little')


def call(message):
    """A call by name, as a map of one key: what genlayer contracts call `gl_call`."""
    return ask(_sized(b'\x04', _calldata.encode(message)))


def ok(message):
    """A call whose answer is a map with the value under `ok` or the causes under `error`."""
    from . import vm

    answer = _calldata.decode(call(message))
    if 'ok' in answer:
        return answer['ok']
    causes = answer['error'].get('causes', [])
    raise vm.NondetException(', '.join(str(c) for c in causes), answer['error'])


def keccak256(data):
    return ask(_sized(b'\x05', bytes(data)))


def finish(result):
    """Ends this run with a result; does not come back."""
    ask(_sized(b'\x06', result))
    raise AssertionError


_pending = []


def fork(kind, data, *functions):
    """Runs one of the functions in a copy of this guest that is thrown away after, and gives back its result.

    The order goes out first; reading the clock is the call at which the machine carries it out, because there, other
    than in a write, the interpreter holds its lock.
    """
    ask(b'\x07' + bytes([kind]) + data)
    _pending.append(functions)
    try:
        time.time_ns()
    finally:
        _pending.pop()
    return ask(b'\x09')


def message():
    return _calldata.decode(ask(b'\x08'))
