# SPDX-License-Identifier: Apache-2.0
"""Other contracts: reading them, sending them messages, deploying them."""

from . import _calldata, _host, vm
from ._address import Address, lazy_api

STATES = {'default': 0, 'latest-final': 1, 'latest-non-final': 2}
_ON = ('finalized', 'accepted')


class StorageType:
    """Which state of another contract to read."""

    DEFAULT = 0
    LATEST_FINAL = 1
    LATEST_NON_FINAL = 2


def entry(method, args, kwargs):
    """The call object for a method; what is absent is left out."""
    out = {}
    if args:
        out['args'] = list(args)
    if kwargs:
        out['kwargs'] = kwargs
    if method:
        out['method'] = method
    return out


def _on(word):
    if word not in _ON:
        raise ValueError("on is 'finalized' or 'accepted', not %r" % (word,))
    return word


def _view_call(address, method, args, kwargs, state):
    message = {'address': address, 'calldata': entry(method, args, kwargs), 'state': state}
    return vm.unpack_result(vm._decode(_host.call({'CallContract': message})))


def _post(address, calldata, value, on):
    _host.call({'PostMessage': {'address': address, 'calldata': calldata, 'value': value, 'on': _on(on)}})


class _Methods:
    """Answers every name with a method that sends a call."""

    def __init__(self, send):
        self._send = send

    def __getattr__(self, name):
        if name.startswith('__') and name.endswith('__'):
            raise AttributeError(name)
        send = self._send

        @lazy_api
        def method(*args, **kwargs):
            return send(name, args, kwargs)

        return method


class ContractAt:
    """A contract at an address."""

    def __init__(self, address):
        if not isinstance(address, Address):
            raise TypeError('an Address belongs here, not %s' % type(address).__name__)
        self.address = address

    def view(self, *, state='latest-non-final'):
        """Calls that read: they come back with the value."""
        number = state if isinstance(state, int) else STATES[state]
        return _Methods(lambda name, args, kwargs: _view_call(self.address, name, args, kwargs, number))

    def emit(self, *, value=0, on='finalized'):
        """Calls that write: messages that are executed later; they give back nothing."""
        return _Methods(lambda name, args, kwargs: _post(self.address, entry(name, args, kwargs), value, on))

    def emit_transfer(self, *, value, on='finalized'):
        """Sends value without a call."""
        _post(self.address, {}, value, on)

    @property
    def balance(self):
        return _host.balance(self.address.as_bytes)


def get_contract_at(address):
    """The contract at an address, whatever its methods are."""
    return ContractAt(address)


def contract_interface(cls):
    """Turns a class with `View` and `Write` inside into a typed form of `get_contract_at`."""

    def make(address):
        contract = ContractAt(address)
        contract.__doc__ = cls.__doc__
        return contract

    make.__name__ = cls.__name__
    make.__doc__ = cls.__doc__
    make.View, make.Write = getattr(cls, 'View', None), getattr(cls, 'Write', None)
    return make


def deploy_contract(*, code, args=[], kwargs={}, salt_nonce=0, value=0, on='finalized'):
    """Deploys a contract later; with a salt its address is known now and given back."""
    if isinstance(code, str):
        code = code.encode()
    message = {
        'code': bytes(code),
        'calldata': entry(None, args, kwargs),
        'salt_nonce': salt_nonce,
        'value': value,
        'on': _on(on),
    }
    answer = _host.call({'DeployContract': message})
    return _calldata.decode(answer) if salt_nonce else None
