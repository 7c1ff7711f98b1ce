# SPDX-License-Identifier: Apache-2.0
"""What `from genlayer import *` gives a contract."""

import typing

from . import gl
from ._address import *
from ._address import Address, Keccak256, Lazy, bigint
from ._address import SIZES as _SIZES
from ._collections import Array, DynArray
from ._records import allow_storage
from ._treemap import TreeMap

__all__ = [
    'gl',
    'Address',
    'allow_storage',
    'Array',
    'DynArray',
    'TreeMap',
    'Keccak256',
    'Lazy',
    'bigint',
    'typing',
    *(kind.__name__ for kind in _SIZES),
]


_ABSENT = {
    'VecDB': 'vector stores need numpy, which this network does not offer; see docs/contracts/compatibility.md',
}


def __getattr__(name):
    if name in _ABSENT:
        raise ImportError(_ABSENT[name])
    raise AttributeError(name)
