# SPDX-License-Identifier: Apache-2.0
"""Storage by hand: the root of a contract, views that live in memory, and indirection."""

from ._address import Address, u8, u256
from ._collections import VLA, DynArray, Indirection
from ._layout import layout_of
from ._records import allow_storage, copy_to_memory, inmem_allocate
from ._slots import ROOT

__all__ = ['Root', 'Indirection', 'VLA', 'DynArray', 'copy_to_memory', 'inmem_allocate', 'allow_storage']


class SlotIds:
    """The ids of protected slots: thirty-two raw bytes each."""

    def __init__(self, view):
        self._view = view

    def __len__(self):
        return len(self._view)

    def __iter__(self):
        return iter(self._view)

    def append(self, slot):
        self._view.append(int.from_bytes(slot if isinstance(slot, bytes) else slot.id, 'little'))


class Root:
    """Slot zero of a contract: where its fields, its code, its protected slots and its upgraders lie."""

    _one = None

    CONTRACT, CODE, LOCKED, UPGRADERS = range(4)

    def __init__(self):
        self.code = layout_of(Indirection[VLA[u8]]).get(ROOT, self.CODE)
        self.locked_slots = layout_of(Indirection[VLA[u256]]).get(ROOT, self.LOCKED)
        self.upgraders = layout_of(Indirection[VLA[Address]]).get(ROOT, self.UPGRADERS)

    @staticmethod
    def get():
        if Root._one is None:
            Root._one = Root()
        return Root._one

    def get_contract_instance(self, cls):
        return cls._layout_of_class().get(self.slot(), 0)

    def slot(self):
        return ROOT.indirect(self.CONTRACT)

    def lock_default(self):
        """Protects the root, the code, the list of protected slots and the list of upgraders."""
        locked = SlotIds(self.locked_slots.get())
        for slot in (ROOT, self.code.slot(), self.locked_slots.slot(), self.upgraders.slot()):
            locked.append(slot)
