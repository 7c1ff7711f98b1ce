# SPDX-License-Identifier: Apache-2.0
"""A contract's public face as JSON: what clients need in order to call it."""

import collections.abc as abc
import dataclasses
import inspect
import json
import types
import typing

from ._address import Address
from ._collections import Array, DynArray
from ._contract import _GAS, _PAYABLE, _READONLY, is_public
from ._records import annotations_of
from ._treemap import TreeMap

_NAMES = {
    None: 'null',
    type(None): 'null',
    bool: 'bool',
    int: 'int',
    str: 'string',
    bytes: 'bytes',
    Address: 'address',
    list: 'array',
    tuple: 'array',
    dict: 'dict',
    abc.Sequence: 'array',
    abc.Mapping: 'dict',
    typing.Any: 'any',
    object: 'any',
    inspect.Parameter.empty: 'any',
}

_MANY = (list, DynArray, Array, abc.Sequence, abc.MutableSequence, abc.Iterable)
_KEYED = (dict, TreeMap, abc.Mapping, abc.MutableMapping)


def of_type(kind):
    """The schema of an annotation."""
    while isinstance(kind, typing.NewType):
        kind = kind.__supertype__
    try:
        if kind in _NAMES:
            return _NAMES[kind]
    except TypeError:
        pass
    if isinstance(kind, typing.TypeAliasType):
        return of_type(kind.__value__)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return of_type(arguments[0])
    if origin is typing.Literal:
        return 'any'
    if origin is typing.Union or isinstance(kind, types.UnionType):
        return {'$or': [of_type(a) for a in arguments]}
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return [{'$rep': of_type(arguments[0])}]
        return [of_type(a) for a in arguments]
    if origin in _MANY:
        return [{'$rep': of_type(arguments[0])}]
    if origin in _KEYED:
        if arguments[0] is not str:
            raise TypeError('keys of calldata maps are strings, not %s' % (arguments[0],))
        return {'$dict': of_type(arguments[1])}
    base = origin or kind
    if isinstance(base, type) and dataclasses.is_dataclass(base):
        return {name: of_type(field) for name, field in annotations_of(base).items()}
    raise TypeError('%s has no schema' % (getattr(kind, '__name__', None) or kind))


def _parameters(method):
    positional, named = [], {}
    for parameter in list(inspect.signature(method, eval_str=True).parameters.values())[1:]:
        schema = of_type(parameter.annotation)
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError('%s: *args and **kwargs have no schema' % method.__name__)
        if parameter.kind is parameter.KEYWORD_ONLY:
            name = '$' + parameter.name if parameter.name.startswith('$') else parameter.name
            named[name] = schema
        else:
            positional.append([parameter.name, schema])
    return {'params': positional, 'kwparams': named}


def _method(method):
    schema = _parameters(method)
    schema['readonly'] = getattr(method, _READONLY)
    returned = inspect.signature(method, eval_str=True).return_annotation
    schema['ret'] = of_type(returned)
    if not schema['readonly']:
        schema['payable'] = getattr(method, _PAYABLE)
        gas = getattr(method, _GAS, None)
        if gas is not None:
            schema['min_gas_leader'], schema['min_gas_validator'] = gas
    return schema


def text(cls):
    """The schema of a contract class, without blanks."""
    methods = {}
    for name in dir(cls):
        method = getattr(cls, name)
        if inspect.isfunction(method) and is_public(method):
            methods[name] = _method(method)
    init = cls.__init__
    ctor = {'params': [], 'kwparams': {}} if init is object.__init__ else _parameters(init)
    return json.dumps({'ctor': ctor, 'methods': methods}, separators=(',', ':'))
