// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import stoa.types.codec.Calldata;

/// What storage types do in a contract's hands; the assertions stand in the contracts.
class StorageTypesTest {
    private final Stage stage = new Stage();

    private void holds(String body) {
        var at = stage.contract(body);
        assertEquals(Calldata.of("ok"), Stage.value(stage.write(at, "go")));
    }

    @Test
    void arrays_behave_as_lists_do() {
        holds("""
                class C(gl.Contract):
                    d: DynArray[str]
                    n: DynArray[DynArray[u8]]
                    a: Array[u16, typing.Literal[4]]
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        d = self.d
                        d.extend(['a', 'b', 'c', 'd'])
                        d.insert(1, 'x')
                        assert list(d) == ['a', 'x', 'b', 'c', 'd'] and d == ['a', 'x', 'b', 'c', 'd']
                        del d[0]
                        d.remove('c')
                        assert d.pop(0) == 'x' and d.pop() == 'd' and len(d) == 1 and 'b' in d and d.index('b') == 0
                        d += ['y', 'z']
                        d[-1] = 'zz'
                        assert d[0:2] == ['b', 'y'] and d[-1] == 'zz' and list(reversed(d)) == ['zz', 'y', 'b']
                        d.reverse()
                        assert list(d) == ['zz', 'y', 'b']
                        self.n = [[1], [2, 3]]
                        self.n[0].append(9)
                        self.n.append_new_get().append(4)
                        assert [list(x) for x in self.n] == [[1, 9], [2, 3], [4]]
                        self.a[2] = 7
                        self.a = [1, 2, self.a[2], 4]
                        assert sum(self.a) == 14 and len(self.a) == 4
                        for wrong in (lambda: d[3], lambda: self.a.append(1), lambda: setattr(self, 'a', [1]),
                                lambda: self.a.__setitem__(0, 70000), lambda: setattr(self, 'd', [1]), lambda: DynArray[u8]()):
                            try:
                                wrong()
                            except (IndexError, TypeError, ValueError, OverflowError):
                                continue
                            assert False, wrong
                        d.clear()
                        assert not d
                        return 'ok'
                """);
    }

    @Test
    void maps_behave_as_sorted_dictionaries_do() {
        holds("""
                import random
                class C(gl.Contract):
                    m: TreeMap[u32, u8]
                    t: TreeMap[str, DynArray[str]]
                    w: TreeMap[Address, None]
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        model = {}
                        for _ in range(150):
                            k = random.randrange(40)
                            if k in model and random.randrange(3) == 0:
                                del model[k]
                                del self.m[k]
                            else:
                                model[k] = self.m[k] = random.randrange(256)
                        assert list(self.m.items()) == sorted(model.items()) and len(self.m) == len(model)
                        assert list(reversed(self.m)) == sorted(model, reverse=True)
                        assert self.m.get(1000) is None and self.m.get(1000, 7) == 7 and 1000 not in self.m
                        self.m = {3: 1, 1: 2}
                        assert dict(self.m) == {1: 2, 3: 1} and self.m.pop(3) == 1 and self.m.setdefault(5, 6) == 6
                        self.m.update({8: 9})
                        assert self.m == {1: 2, 5: 6, 8: 9} and list(self.m.keys()) == [1, 5, 8]
                        self.t.get_or_insert_default('x').append('1')
                        self.t.get_or_insert_default('x').append('2')
                        assert list(self.t['x']) == ['1', '2']
                        self.t['y'] = ['z']
                        assert {k: list(v) for k, v in self.t.items()} == {'x': ['1', '2'], 'y': ['z']}
                        assert list(self.t.compute_if_absent('q', lambda: ['n'])) == ['n']
                        self.w[gl.message.sender_address] = None
                        assert gl.message.sender_address in self.w
                        try:
                            self.m[77]
                            assert False
                        except KeyError:
                            pass
                        return 'ok'
                """);
    }

    @Test
    void records_are_views_and_can_be_generic_or_live_in_memory() {
        holds("""
                from dataclasses import dataclass
                import datetime
                T = typing.TypeVar('T')

                @allow_storage
                @dataclass
                class Point:
                    x: i16
                    name: str = 'p'

                @allow_storage
                class Pair[A, B]:
                    a: A
                    b: DynArray[B]
                    def __init__(self, a):
                        self.a = a

                @allow_storage
                class Old(typing.Generic[T]):
                    v: T

                class C(gl.Contract):
                    p: Point
                    many: TreeMap[str, Point]
                    g: Pair[str, Point]
                    o: Old[u8]
                    f: float
                    d: datetime.datetime
                    n: None
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        here = Point(-3)
                        assert here.name == 'p' and here == Point(-3, 'p')
                        self.p = here
                        here.x = 5
                        assert self.p.x == -3 and repr(self.p) == "Point(x=-3, name='p')"
                        live = self.p
                        live.x += 1
                        assert self.p.x == -2
                        self.many['a'] = self.p
                        self.many['a'].name = 'changed'
                        assert self.p.name == 'p' and self.many['a'].name == 'changed'
                        copy = gl.storage.copy_to_memory(self.many['a'])
                        self.many['a'].x = 100
                        assert copy.x == -2
                        pair = gl.storage.inmem_allocate(Pair[str, Point], 'left')
                        pair.b.append(Point(9))
                        self.g = pair
                        assert self.g.a == 'left' and self.g.b[0].x == 9
                        self.o.v = 7
                        many = gl.storage.inmem_allocate(DynArray[u8], [1, 2])
                        assert list(many) == [1, 2] and self.o.v == 7
                        self.f = 2.5
                        assert self.f == 2.5 and self.n is None
                        assert self.d == datetime.datetime(1970, 1, 1)
                        zone = datetime.timezone(datetime.timedelta(hours=-3))
                        self.d = datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=zone)
                        assert self.d.isoformat() == '2026-01-02T03:04:05.000006-03:00'
                        return 'ok'
                """);
    }

    @Test
    void names_and_helpers_are_there() {
        holds("""
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        a = Address('0x52908400098527886E0F7030069857D2E4169EE7')
                        assert a.as_hex == str(a) == '0x52908400098527886E0F7030069857D2E4169EE7'
                        assert Address(a.as_b64) == a == Address(a.as_bytes) and hash(a) == hash(Address(a.as_bytes))
                        assert Address(bytes(20)) < a and len({a, Address(a.as_bytes)}) == 1
                        assert Keccak256(b'').hexdigest()[:8] == 'c5d24601' and Keccak256(b'a').digest() != b''
                        assert u256(5) == 5 and i8(-1) == -1 and u24(1) and bigint(3) == 3
                        assert Lazy(lambda: 4).get() == 4
                        assert gl.Rollback is gl.vm.UserError and gl.UserError is gl.vm.UserError
                        assert gl.vm.unpack_result(gl.vm.Return(3)) == 3
                        assert gl.vm.Return(1) == gl.vm.Return(1) and gl.vm.Return(1) != gl.vm.UserError('1')
                        assert gl.wasi.get_self_balance() == self.balance == 0
                        assert gl.evm.selector_of('transfer', [Address, u256]).hex() == 'a9059cbb'
                        coded = gl.evm.encode_values([str, list[u8]], ['é', [1, 2]])
                        assert gl.evm.decode_values([str, list[u8]], coded) == ['é', [1, 2]]
                        assert float('nan') != float('nan') and 0.1 + 0.2 == 0.30000000000000004
                        return 'ok'
                """);
    }

    @Test
    void a_float_that_is_no_number_has_one_pattern_of_bits() {
        holds("""
                import math, struct
                class C(gl.Contract):
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        inf = float('inf')
                        for bad in (inf - inf, inf * 0, -(inf - inf), math.nan, -math.nan, float('-nan')):
                            assert struct.pack('<d', bad).hex() == '000000000000f87f', struct.pack('<d', bad).hex()
                            assert math.copysign(1, bad) == 1
                        return 'ok'
                """);
    }
}
