# SPDX-License-Identifier: Apache-2.0
"""What the interpreter imports at start: it takes the library from the machine and then runs what the machine asks.

The machine calls `main` with one byte that says what to do, and the bytes that belong to it.
"""

import sys
from importlib.machinery import ModuleSpec


class Library:
    """Finds modules among sources handed over at start; there are no files."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        package, _ = self.sources[name]
        return ModuleSpec(name, self, is_package=package)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        _, source = self.sources[module.__name__]
        exec(compile(source, '<' + module.__name__ + '>', 'exec'), module.__dict__)

    def get_source(self, name):
        return self.sources[name][1] if name in self.sources else None


def unpack(bundle):
    """Name, a byte that says whether it is a package, and text: each with its length in four bytes before it."""
    sources, at = {}, 0
    while at < len(bundle):
        parts = []
        for _ in range(2):
            length = int.from_bytes(bundle[at : at + 4], 'little')
            parts.append(bundle[at + 4 : at + 4 + length])
            at += 4 + length
        name = parts[0].decode()
        package = name.endswith('.__init__')
        sources[name.removesuffix('.__init__')] = (package, parts[1].decode())
    return sources


def main(order):
    if order[:1] == b'B':
        sys.meta_path.insert(0, Library(unpack(order[1:])))
        import genlayer._run

        global main_run
        main_run = genlayer._run.main
        genlayer._run.settle()
        return b'ok'
    return main_run(order)
