# SPDX-License-Identifier: Apache-2.0
"""The class of a contract and how a call finds its method."""

import inspect

from . import _host
from ._records import RecordLayout

_PUBLIC, _READONLY, _PAYABLE, _GAS = '_gl_public', '_gl_readonly', '_gl_payable', '_gl_min_gas'
_SPECIAL = ('__receive__', '__handle_undefined_method__', '__on_errored_message__')

contract_class = None


def _mark(method, readonly, payable=False, gas=None):
    if not inspect.isfunction(method):
        raise TypeError('only methods can be public, not %s' % type(method).__name__)
    name = method.__name__
    if name == '__init__':
        raise TypeError('__init__ cannot be public')
    if name.startswith('__') and name not in _SPECIAL:
        raise TypeError('%s: public methods do not begin with two underscores' % name)
    if name == '__receive__' and not payable:
        raise TypeError('__receive__ is @gl.public.write.payable')
    if name in _SPECIAL and readonly:
        raise TypeError('%s is @gl.public.write' % name)
    for parameter in inspect.signature(method).parameters.values():
        if name not in _SPECIAL and parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError('%s: public methods take no *args and **kwargs' % name)
    setattr(method, _PUBLIC, True)
    setattr(method, _READONLY, readonly)
    setattr(method, _PAYABLE, payable)
    if gas is not None:
        setattr(method, _GAS, gas)
    return method


class _Write:
    """`@gl.public.write`, and what may stand behind it: `.payable` and `.min_gas(...)`, in either order."""

    def __init__(self, payable=False, gas=None):
        self._is_payable, self._gas = payable, gas

    def __call__(self, method):
        return _mark(method, False, self._is_payable, self._gas)

    @property
    def payable(self):
        return _Write(True, self._gas)

    def min_gas(self, *, leader, validator):
        return _Write(self._is_payable, (leader, validator))


class public:
    """Marks the methods that anybody may call."""

    write = _Write()

    @staticmethod
    def view(method):
        """A method that changes nothing."""
        return _mark(method, True)


def private(method):
    """A method that only the contract itself calls; the same as no mark."""
    return method


def is_public(method):
    return getattr(method, _PUBLIC, False)


class Contract:
    """Base of the one contract class of a module. Annotated attributes are its storage."""

    def __init_subclass__(cls, **kwargs):
        global contract_class
        super().__init_subclass__(**kwargs)
        if kwargs.get('abstract'):
            return
        if contract_class is not None and contract_class is not cls:
            raise TypeError(
                'only one contract per module: %s and %s' % (contract_class.__name__, cls.__name__)
            )
        layout = RecordLayout(cls)
        layout.bind(cls)
        cls._layout_of_class = classmethod(lambda _: layout)
        contract_class = cls

    def __new__(cls, *args, **kwargs):
        raise TypeError('a contract is not made by calling its class: deploy it')

    @property
    def address(self):
        from . import _message

        return _message.current()['contract_address']

    @property
    def balance(self):
        return _host.balance(self.address.as_bytes)

    def __handle_undefined_method__(self, method_name, args, kwargs):
        raise ValueError('unknown method %s' % method_name)


def _payable_or(method, value):
    if value > 0 and not getattr(method, _PAYABLE, False):
        raise ValueError('this method takes no value')
    return method


def _undefined(cls, name, args, kwargs, value):
    method = cls.__handle_undefined_method__
    if not is_public(method):
        raise ValueError('unknown method %s' % name if name else 'the contract takes no plain transfers')
    _payable_or(method, value)
    return lambda self: method(self, name, args, kwargs)


def _bound(method, args, kwargs):
    return lambda self: method(self, *args, **kwargs)


def _chosen(cls, entry, message):
    """What to run for a call."""
    if not isinstance(entry, dict):
        raise TypeError('a call is a map, not %s' % type(entry).__name__)
    args, kwargs = entry.get('args', []), entry.get('kwargs', {})
    value = message.get('value') or 0
    if message.get('is_init'):
        init = cls.__dict__.get('__init__', getattr(cls, '__init__'))
        if init is object.__init__:
            raise ValueError('the contract has no __init__')
        if is_public(init):
            raise ValueError('__init__ is private')
        return _bound(init, args, kwargs)
    name = entry.get('method', '')
    if name.startswith('#'):
        return _internal(cls, name, args, kwargs, value)
    if name == '':
        receive = getattr(cls, '__receive__', None)
        if receive is not None and not args and not kwargs:
            if not is_public(receive):
                raise ValueError('__receive__ is private')
            return _bound(_payable_or(receive, value), args, kwargs)
        return _undefined(cls, name, args, kwargs, value)
    if name.startswith('__'):
        raise ValueError('calling %s is forbidden' % name)
    method = getattr(cls, name, None)
    if method is None:
        return _undefined(cls, name, args, kwargs, value)
    if not is_public(method):
        raise ValueError('calling private method %s' % name)
    if getattr(method, '__isabstractmethod__', False):
        raise ValueError('calling abstract method %s' % name)
    return _bound(_payable_or(method, value), args, kwargs)


def _internal(cls, name, args, kwargs, value):
    if name == '#get-schema':
        from . import _schema

        return lambda _: _schema.text(cls)
    if name == '#error':
        method = getattr(cls, '__on_errored_message__', None)
        if method is None or not is_public(method):
            raise ValueError('the contract does not handle messages that failed')
        return _bound(_payable_or(method, value), args, kwargs)
    raise ValueError('unknown special method %s' % name)


def run(entry, message):
    """Runs one call of the loaded contract and gives back its value."""
    from .storage import Root

    cls = contract_class
    if cls is None:
        raise TypeError('the module has no contract: derive one class from gl.Contract')
    chosen = _chosen(cls, entry, message)
    root = Root.get()
    if message.get('is_init'):
        root.lock_default()
    return chosen(root.get_contract_instance(cls))
