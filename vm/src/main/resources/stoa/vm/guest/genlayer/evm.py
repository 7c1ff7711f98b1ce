# SPDX-License-Identifier: Apache-2.0
"""Contracts of the Ethereum machine: their calls are encoded by its ABI."""

import inspect

from . import _host
from ._abi import decode, encode, kind_of
from ._address import Address, lazy_api


class bytes32(bytes):
    """Exactly thirty-two bytes."""


class MethodEncoder:
    """Encodes the arguments of one method, and the four bytes that name it."""

    def __init__(self, name, params, ret=None):
        self.kinds = [kind_of(p) for p in params]
        self.ret = kind_of(ret) if ret not in (None, type(None)) else None
        self.signature = '%s(%s)' % (name, ','.join(k.name for k in self.kinds))
        self._selector = None

    @property
    def selector(self):
        if self._selector is None:
            self._selector = _host.keccak256(self.signature.encode())[:4]
        return self._selector

    def encode_call(self, args):
        return self.selector + encode(self.kinds, args)

    def decode_ret(self, data):
        return None if self.ret is None else decode([self.ret], data)[0]


def selector_of(name, params):
    """The four bytes that name a method."""
    return MethodEncoder(name, params).selector


def encode_values(params, args):
    """Values by their types, as the ABI lays them out."""
    return encode([kind_of(p) for p in params], args)


def decode_values(params, data):
    return decode([kind_of(p) for p in params], data)


def _methods(cls):
    found = {}
    for name, method in vars(cls or object).items():
        if not inspect.isfunction(method):
            continue
        parameters = list(inspect.signature(method, eval_str=True).parameters.values())[1:]
        returned = inspect.signature(method, eval_str=True).return_annotation
        if returned is inspect.Signature.empty:
            returned = None
        found[name] = MethodEncoder(name, [p.annotation for p in parameters], returned)
    return found


class _Bound:
    def __init__(self, methods, send):
        self._methods, self._send = methods, send

    def __getattr__(self, name):
        encoder = self._methods.get(name)
        if encoder is None:
            raise AttributeError('the interface has no method %s' % name)
        send = self._send

        @lazy_api
        def method(*args):
            return send(encoder, args)

        return method


class EvmContract:
    """An Ethereum contract at an address, by the interface it was declared with."""

    def __init__(self, address, views, writes):
        self.address, self._views, self._writes = address, views, writes

    def view(self):
        def send(encoder, args):
            data = _host.call({'EthCall': {'address': self.address, 'calldata': encoder.encode_call(args)}})
            return encoder.decode_ret(data)

        return _Bound(self._views, send)

    def emit(self, *, value=0, on='finalized'):
        """Calls that write; they leave when this call is final."""
        if on != 'finalized':
            raise ValueError('calls of Ethereum contracts leave when the call is final')
        return _Bound(self._writes, lambda encoder, args: self._send(encoder.encode_call(args), value))

    def emit_transfer(self, *, value, on='finalized'):
        """Sends value without a call."""
        self._send(b'', value)

    def _send(self, data, value):
        _host.call({'EthSend': {'address': self.address, 'calldata': data, 'value': value}})

    @property
    def balance(self):
        return _host.balance(self.address.as_bytes)


def contract_interface(cls):
    """Turns a class with `View` and `Write` inside into a form of an Ethereum contract at an address."""
    views, writes = _methods(getattr(cls, 'View', None)), _methods(getattr(cls, 'Write', None))

    def make(address):
        if not isinstance(address, Address):
            raise TypeError('an Address belongs here, not %s' % type(address).__name__)
        return EvmContract(address, views, writes)

    make.__name__ = cls.__name__
    make.__doc__ = cls.__doc__
    return make


