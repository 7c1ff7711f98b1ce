# SPDX-License-Identifier: Apache-2.0
"""Events: what outsiders can look for. Up to three fields are indexed."""

import inspect

from . import _calldata, _host

INDEXED_MAX = 3


class Event:
    """Base of a contract's events.

    The parameters before `/` of `__init__` are indexed; the others only stand in the blob, as do the indexed ones.
    """

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        init = cls.__dict__.get('__init__')
        if init is None:
            raise TypeError('%s: an event needs an __init__' % cls.__name__)
        parameters = list(inspect.signature(init).parameters.values())[1:]
        names, rest, blob = [], [], None
        for parameter in parameters:
            if parameter.kind is parameter.POSITIONAL_ONLY:
                names.append(parameter.name)
            elif parameter.kind is parameter.VAR_KEYWORD:
                blob = parameter.name
            elif parameter.kind is parameter.VAR_POSITIONAL:
                raise TypeError('%s: an event takes no *args' % cls.__name__)
            else:
                rest.append(parameter.name)
        if len(names) > INDEXED_MAX:
            raise TypeError('%s: at most %d fields are indexed' % (cls.__name__, INDEXED_MAX))
        cls.indexed = tuple(sorted(names))
        cls.name = cls.__dict__.get('name', cls.__name__)
        cls.signature = '%s(%s)' % (cls.name, ','.join(cls.indexed))
        cls._topic0 = _host.keccak256(cls.signature.encode())
        cls.__init__ = _filling(names, rest, blob)

    def emit(self):
        """Makes the event part of this call's outcome."""
        topics = [self._topic0]
        for name in self.indexed:
            value = _calldata.encode(self._blob[name])
            topics.append(value.ljust(32, b'\0') if len(value) <= 32 else _host.keccak256(value))
        _host.call({'EmitEvent': {'topics': topics, 'blob': self._blob}})


def _filling(names, rest, blob):
    def init(self, *args, **fields):
        if len(args) < len(names):
            raise TypeError('%s: %s is missing' % (type(self).__name__, names[len(args)]))
        if len(args) > len(names) + len(rest):
            raise TypeError('%s takes %d values, not %d' % (type(self).__name__, len(names) + len(rest), len(args)))
        values = dict(zip(names + rest, args))
        for name in fields:
            if name in values or (name not in rest and blob is None):
                raise TypeError('%s: unexpected field %s' % (type(self).__name__, name))
        self._blob = values | fields

    return init
