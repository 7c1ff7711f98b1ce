# SPDX-License-Identifier: Apache-2.0
"""Maps in storage: a balanced tree (Adelson-Velsky and Landis) whose nodes lie in an array.

A node is its key, its value, the numbers of its left and right child and its balance, which is the right side's height
less the left side's. Numbers count from one, zero is no node. Nodes that became free are listed and used again, the
last one first, before the array grows.
"""

import collections.abc as abc

from ._collections import View, ViewLayout, to_memory
from ._layout import IntLayout, Layout, layout_of

_U32 = IntLayout(4, False)
_MISSING = object()


class _NodeLayout(Layout):
    def __init__(self, key, value):
        self.key, self.value = key, value
        self.links = key.size + value.size
        self.size = self.links + 9


class TreeMap[K, V](View, abc.MutableMapping):
    """A map in the order of its keys, which must know `<`."""

    __slots__ = ()

    @classmethod
    def __storage_layout__(cls, arguments):
        return _TreeMapLayout(layout_of(arguments[0]), layout_of(arguments[1]))

    # ---- nodes

    def _nodes(self):
        return self._slot.indirect(self._offset + 4)

    def _at_node(self, number):
        return (number - 1) * self._layout.node.size

    def _key(self, nodes, number):
        return self._layout.key.get(nodes, self._at_node(number))

    def _links(self, nodes, number):
        data = nodes.read(self._at_node(number) + self._layout.node.links, 9)
        balance = data[8] - 256 if data[8] > 127 else data[8]
        return [int.from_bytes(data[:4], 'little'), int.from_bytes(data[4:8], 'little'), balance]

    def _relink(self, nodes, number, links):
        data = links[0].to_bytes(4, 'little') + links[1].to_bytes(4, 'little') + (links[2] & 0xFF).to_bytes(1)
        nodes.write(self._at_node(number) + self._layout.node.links, data)

    def _value_place(self, nodes, number):
        return nodes, self._at_node(number) + self._layout.key.size

    def _root(self):
        return int.from_bytes(self._slot.read(self._offset, 4), 'little')

    def _set_root(self, number):
        self._slot.write(self._offset, number.to_bytes(4, 'little'))

    def _count(self, at):
        return int.from_bytes(self._slot.read(self._offset + at, 4), 'little')

    def _set_count(self, at, count):
        self._slot.write(self._offset + at, count.to_bytes(4, 'little'))

    def _take(self):
        """The number of a node to use: the one freed last, or a new one."""
        free = self._count(8)
        if free:
            number = _U32.get(self._slot.indirect(self._offset + 8), 4 * (free - 1)) + 1
            self._set_count(8, free - 1)
            return number
        count = self._count(4) + 1
        self._set_count(4, count)
        return count

    def _release(self, number):
        free = self._count(8)
        _U32.set(self._slot.indirect(self._offset + 8), 4 * free, number - 1)
        self._set_count(8, free + 1)

    # ---- looking

    def _check(self, key):
        if key is None and self._layout.key.size:
            raise TypeError('None is no key of this map')

    def _find(self, key):
        nodes, number = self._nodes(), self._root()
        while number:
            here = self._key(nodes, number)
            if key == here:
                return nodes, number
            links = self._links(nodes, number)
            number = links[0] if key < here else links[1]
        return nodes, 0

    def __getitem__(self, key):
        nodes, number = self._find(key)
        if not number:
            raise KeyError(key)
        return self._layout.value.get(*self._value_place(nodes, number))

    def get(self, key, default=None):
        nodes, number = self._find(key)
        return self._layout.value.get(*self._value_place(nodes, number)) if number else default

    def __contains__(self, key):
        return bool(self._find(key)[1])

    def __len__(self):
        return self._count(4) - self._count(8)

    def _walk(self, backwards=False):
        nodes, number, path = self._nodes(), self._root(), []
        near, far = (1, 0) if backwards else (0, 1)
        while number or path:
            while number:
                links = self._links(nodes, number)
                path.append((number, links[far]))
                number = links[near]
            at, number = path.pop()
            yield nodes, at

    def __iter__(self):
        for nodes, number in self._walk():
            yield self._key(nodes, number)

    def __reversed__(self):
        for nodes, number in self._walk(True):
            yield self._key(nodes, number)

    def items(self):
        for nodes, number in self._walk():
            yield self._key(nodes, number), self._layout.value.get(*self._value_place(nodes, number))

    def values(self):
        for nodes, number in self._walk():
            yield self._layout.value.get(*self._value_place(nodes, number))

    def keys(self):
        return iter(self)

    def __eq__(self, other):
        if not isinstance(other, abc.Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __hash__ = None

    def __repr__(self):
        return 'TreeMap(%r)' % dict(self.items())

    # ---- changing

    def __setitem__(self, key, value):
        nodes, number = self._place_for(key)
        self._layout.value.set(*self._value_place(nodes, number), value)

    def get_or_insert_default(self, key):
        """The value of a key; a key that is not there gets a zero-initialised one first."""
        nodes, number = self._find(key)
        if not number:
            nodes, number = self._place_for(key)
            self._layout.value.zero(*self._value_place(nodes, number))
        return self._layout.value.get(*self._value_place(nodes, number))

    def compute_if_absent(self, key, supplier):
        """The value of a key; a key that is not there gets the supplier's first."""
        if key not in self:
            self[key] = supplier()
        return self[key]

    def clear(self):
        self._slot.write(self._offset, bytes(12))

    def _assign(self, value):
        pairs = value.items() if isinstance(value, abc.Mapping) else value
        pairs = [(k, to_memory(v)) for k, v in pairs]
        self.clear()
        for key, item in pairs:
            self[key] = item

    def _place_for(self, key):
        """The node of a key, made if there is none."""
        self._check(key)
        nodes, number, path = self._nodes(), self._root(), []
        while number:
            here = self._key(nodes, number)
            if key == here:
                return nodes, number
            links = self._links(nodes, number)
            side = 0 if key < here else 1
            path.append((number, links, side))
            number = links[side]
        new = self._take()
        self._layout.key.set(nodes, self._at_node(new), key)
        self._relink(nodes, new, [0, 0, 0])
        if not path:
            self._set_root(new)
            return nodes, new
        number, links, side = path[-1]
        links[side] = new
        self._grown(nodes, path)
        return nodes, new

    def _grown(self, nodes, path):
        """Goes up from a new leaf until the heights are as they were."""
        for depth in range(len(path) - 1, -1, -1):
            number, links, side = path[depth]
            links[2] += 1 if side else -1
            if links[2] in (-2, 2):
                self._replace(nodes, path, depth, self._rotate(nodes, number, links))
                return
            self._relink(nodes, number, links)
            if links[2] == 0:
                return

    def _replace(self, nodes, path, depth, number):
        """Hangs a subtree's new top under its parent."""
        if depth == 0:
            self._set_root(number)
            return
        parent, links, side = path[depth - 1]
        links[side] = number
        self._relink(nodes, parent, links)

    def _rotate(self, nodes, number, links):
        """Turns a node that leans by two; the new top's number."""
        side = 1 if links[2] > 0 else 0
        lean = 1 if side else -1
        child = links[side]
        inner = self._links(nodes, child)
        if inner[2] == -lean:
            return self._rotate_twice(nodes, number, links, child, inner, side, lean)
        links[side] = inner[1 - side]
        inner[1 - side] = number
        if inner[2] == 0:
            links[2], inner[2] = lean, -lean
        else:
            links[2] = inner[2] = 0
        self._relink(nodes, number, links)
        self._relink(nodes, child, inner)
        return child

    def _rotate_twice(self, nodes, number, links, child, inner, side, lean):
        top = inner[1 - side]
        middle = self._links(nodes, top)
        inner[1 - side] = middle[side]
        links[side] = middle[1 - side]
        middle[side] = child
        middle[1 - side] = number
        links[2] = -lean if middle[2] == lean else 0
        inner[2] = lean if middle[2] == -lean else 0
        middle[2] = 0
        self._relink(nodes, number, links)
        self._relink(nodes, child, inner)
        self._relink(nodes, top, middle)
        return top

    def __delitem__(self, key):
        nodes, number, path = self._nodes(), self._root(), []
        links = None
        while number:
            here = self._key(nodes, number)
            links = self._links(nodes, number)
            if key == here:
                break
            side = 0 if key < here else 1
            path.append([number, links, side])
            number = links[side]
        if not number:
            raise KeyError(key)
        if links[0] and links[1]:
            self._unhang_inner(nodes, number, links, path)
        else:
            self._hang(path, links[0] or links[1])
            self._shrunk(nodes, path)
        self._release(number)

    def _unhang_inner(self, nodes, number, links, path):
        """The next greater node takes the place of one with two children."""
        at = len(path)
        path.append([number, links, 1])
        next_one, next_links = links[1], self._links(nodes, links[1])
        while next_links[0]:
            path.append([next_one, next_links, 0])
            next_one, next_links = next_links[0], self._links(nodes, next_links[0])
        self._hang(path, next_links[1])
        # From here on the successor stands where the removed node stood.
        path[at][0] = next_one
        if at == 0:
            self._set_root(next_one)
        else:
            path[at - 1][1][path[at - 1][2]] = next_one
            self._relink(nodes, path[at - 1][0], path[at - 1][1])
        self._relink(nodes, next_one, path[at][1])
        self._shrunk(nodes, path)

    def _hang(self, path, number):
        if path:
            path[-1][1][path[-1][2]] = number
        else:
            self._set_root(number)

    def _shrunk(self, nodes, path):
        """Goes up from where a subtree became lower."""
        for depth in range(len(path) - 1, -1, -1):
            number, links, side = path[depth]
            links[2] += -1 if side else 1
            if links[2] in (-2, 2):
                heavy = links[1 if links[2] > 0 else 0]
                same_height = self._links(nodes, heavy)[2] == 0
                self._replace(nodes, path, depth, self._rotate(nodes, number, links))
                if same_height:
                    return
            else:
                self._relink(nodes, number, links)
                if links[2] != 0:
                    return


class _TreeMapLayout(ViewLayout):
    view = TreeMap
    size = 12

    def __init__(self, key, value):
        self.key, self.value = key, value
        self.node = _NodeLayout(key, value)


