# SPDX-License-Identifier: Apache-2.0
"""Classes whose fields lie in storage: contracts, and dataclasses marked with `@allow_storage`."""

import dataclasses
import sys
import typing

from ._collections import ViewLayout, to_memory
from ._layout import layout_of
from ._slots import MemorySlot

_GENERIC = '_storage_generic'


class Field:
    """A field as an attribute: reading and writing it reads and writes its place in the slot."""

    __slots__ = ('name', 'layout', 'offset')

    def __init__(self, name, layout, offset):
        self.name, self.layout, self.offset = name, layout, offset

    def __get__(self, record, owner=None):
        if record is None:
            return self
        return self.layout.get(record._slot, record._offset + self.offset)

    def __set__(self, record, value):
        self.layout.set(record._slot, record._offset + self.offset, value)


def annotations_of(cls):
    """Annotated attributes, those of base classes first, as the types they name."""
    found = {}
    for base in reversed(cls.__mro__):
        own = base.__dict__.get('__annotations__')
        if not own:
            continue
        names = vars(sys.modules[base.__module__]) if base.__module__ in sys.modules else {}
        for name, kind in own.items():
            if isinstance(kind, str):
                kind = eval(kind, dict(names), dict(vars(base)))
            if typing.get_origin(kind) is not typing.ClassVar and kind is not typing.ClassVar:
                found[name] = kind
    return found


class RecordLayout(ViewLayout):
    def __init__(self, cls, binding=None):
        self.cls = cls
        self.fields = []
        self.size = 0
        for name, kind in annotations_of(cls).items():
            try:
                field = Field(name, layout_of(kind, binding), self.size)
            except TypeError as cause:
                raise TypeError('%s.%s: %s' % (cls.__name__, name, cause)) from None
            self.fields.append(field)
            self.size += field.layout.size

    def get(self, slot, offset):
        record = object.__new__(self.view)
        record._slot, record._offset, record._layout = slot, offset, self
        return record

    def set(self, slot, offset, value):
        if getattr(value, '_slot', None) is slot and value._offset == offset:
            return
        for field in self.fields:
            try:
                item = getattr(value, field.name)
            except AttributeError:
                raise TypeError('a %s belongs here, not %s' % (self.cls.__name__, type(value).__name__)) from None
            field.layout.set(slot, offset + field.offset, item)

    def zero(self, slot, offset):
        for field in self.fields:
            field.layout.zero(slot, offset + field.offset)

    def bind(self, cls):
        """Makes the class's annotated attributes places in storage."""
        self.view = cls
        for field in self.fields:
            setattr(cls, field.name, field)


def allow_storage(cls):
    """Lets objects of a class be kept in storage, inside of fields, arrays and maps."""
    parameters = getattr(cls, '__type_params__', ()) or getattr(cls, '__parameters__', ())
    if not dataclasses.is_dataclass(cls):
        cls.__eq__ = cls.__dict__.get('__eq__', _same_fields)
    if parameters:
        setattr(cls, _GENERIC, parameters)
        cls.__storage_layout__ = classmethod(_generic_layout)
        return cls
    layout = RecordLayout(cls)
    made = _as_view(cls, layout)
    made.__storage_layout__ = classmethod(lambda _, arguments: layout)
    return made


def _as_view(cls, layout):
    """Changes a class so that its objects are views; plain construction makes one in memory."""

    def new(kind, *args, **kwargs):
        record = object.__new__(kind)
        record._slot, record._offset, record._layout = MemorySlot(), 0, layout
        return record

    cls.__new__ = new
    cls.__hash__ = None
    layout.bind(cls)
    return cls


def _generic_layout(cls, arguments):
    parameters = getattr(cls, _GENERIC)
    if len(arguments) != len(parameters):
        raise TypeError('%s needs %d type arguments' % (cls.__name__, len(parameters)))
    layout = RecordLayout(cls, dict(zip(parameters, arguments)))
    name = '%s[%s]' % (cls.__name__, ', '.join(getattr(a, '__name__', str(a)) for a in arguments))
    _as_view(type(name, (cls,), {'__module__': cls.__module__}), layout)
    return layout


def _same_fields(self, other):
    if not hasattr(other, '_layout') or not isinstance(getattr(other, '_layout'), RecordLayout):
        return NotImplemented
    return all(getattr(self, f.name) == getattr(other, f.name, None) for f in self._layout.fields)


def is_record(value):
    return isinstance(getattr(value, '_layout', None), RecordLayout)


def inmem_allocate(kind, *args, **kwargs):
    """A storage object of a type that lives in memory; a record's `__init__` is called with the other arguments."""
    layout = layout_of(kind)
    slot = MemorySlot()
    value = layout.get(slot, 0)
    if isinstance(layout, RecordLayout):
        value.__init__(*args, **kwargs)
    elif args:
        layout.set(slot, 0, args[0])
        value = layout.get(slot, 0)
    return value


def copy_to_memory(value):
    """A copy that no longer reads from storage, for closures that run where there is none."""
    return to_memory(value)
