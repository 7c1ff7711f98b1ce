# SPDX-License-Identifier: Apache-2.0
"""Results of runs inside of this run: blocks whose answers may differ between machines, and sandboxes."""

import dataclasses

from . import _calldata, _host

RETURN, USER_ERROR, VM_ERROR = 0, 1, 2
_LEADER, _VALIDATOR, _SANDBOX = 0, 1, 2


@dataclasses.dataclass
class Return:
    """A function came back with a value."""

    calldata: object


class UserError(Exception):
    """The contract says no, with a message that everybody sees; nothing this call did is kept."""

    def __init__(self, message=''):
        super().__init__(message)
        self.message = message

    @property
    def data(self):
        return self.message

    def __eq__(self, other):
        return isinstance(other, UserError) and self.message == other.message

    __hash__ = Exception.__hash__

    def __repr__(self):
        return 'UserError(%r)' % (self.message,)


class VMError(Exception):
    """A run ended by the machine's rules: an uncaught exception, `exit`, or a limit."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

    def __eq__(self, other):
        return isinstance(other, VMError) and self.message == other.message

    __hash__ = Exception.__hash__

    def __repr__(self):
        return 'VMError(%r)' % (self.message,)


class NondetException(Exception):
    """A model or a page could not be asked."""

    def __init__(self, message, error=None):
        super().__init__(message)
        self.error = error or {}


Result = Return | UserError | VMError


def unpack_result(result):
    """The value of a Return; the others are raised, a VMError as a UserError."""
    if isinstance(result, Return):
        return result.calldata
    if isinstance(result, UserError):
        raise result
    raise UserError('vm error: ' + result.message)


def _decode(data):
    kind, payload = data[0], data[1:]
    if kind == RETURN:
        return Return(_calldata.decode(payload))
    if kind == USER_ERROR:
        return UserError(payload.decode(errors='replace'))
    return VMError(payload.decode(errors='replace'))


def _encode(result):
    if isinstance(result, Return):
        return b'\0' + _calldata.encode(result.calldata)
    return (b'\1' if isinstance(result, UserError) else b'\2') + result.message.encode()


def spawn_sandbox(fn, *, allow_write_ops=False):
    """Runs a function in a copy of this run and gives back how it ended; only its storage writes may stay."""
    data = _host.fork(_SANDBOX, b'\1' if allow_write_ops else b'\0', lambda _: fn())
    return _decode(data)


def run_nondet_unsafe(leader_fn, validator_fn, /):
    """The leader runs the first function; the others judge its result with the second. All go on with the leader's.

    A judge that raises, or gives back anything but True, disagrees.
    """
    data = _host.fork(0, b'', lambda _: leader_fn(), lambda leaders: validator_fn(_decode(leaders)))
    return unpack_result(_decode(data))


def _same(leaders, validators):
    return leaders.message == validators.message


def run_nondet(leader_fn, validator_fn, /, *, compare_user_errors=_same, compare_vm_errors=_same):
    """As `run_nondet_unsafe`, with the judge in a sandbox of its own: equal errors on both sides agree."""

    def judge(leaders):
        own = spawn_sandbox(lambda: validator_fn(leaders))
        if type(own) is not type(leaders):
            return False
        if isinstance(own, Return):
            if not isinstance(own.calldata, bool):
                raise TypeError('a judge gives back a bool, not %s' % type(own.calldata).__name__)
            return own.calldata
        return (compare_user_errors if isinstance(own, UserError) else compare_vm_errors)(leaders, own)

    return run_nondet_unsafe(leader_fn, judge)


def _lazily(function):
    from ._address import lazy_api

    return lazy_api(function)


spawn_sandbox = _lazily(spawn_sandbox)
run_nondet_unsafe = _lazily(run_nondet_unsafe)
run_nondet = _lazily(run_nondet)
