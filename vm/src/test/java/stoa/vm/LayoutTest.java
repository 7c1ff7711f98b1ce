// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.vm.run.SlotIds;

/// Storage byte for byte: fixed vectors, and random programs against an encoder of its own.
class LayoutTest {
    private static final HexFormat HEX = HexFormat.of();
    private final Stage stage = new Stage();

    @Test
    void slots_behind_the_root_have_known_ids() {
        var ids = Map.of(
                0, "372d46c3ada9f897c74d349bbfe0e450c798167c9f580f8daf85def57e96c3ea",
                1, "e1ae23412792df6b6a98fb7c9839701fb8b02b6fc7ed022810f78346494685e7",
                2, "ba005630745acf3014aaf162e9933040302ca0bef3f56fe2d73c0a08f82c610b",
                3, "21b9e013f74608b92947861287b3de76c2c076fe839b7994761bd950cc2e7566",
                4, "27a15e7450d9f04e9c3d8d2d856a8e9c78dfa0081ea2c128fdc93ce2df35ebd6",
                8, "264244e161a6ffb830c86947260df88e4b4a794dcbc40611b57d4fab33df5bc5",
                12, "d41ba5c1411c754ad11898229865f0662c00ea5fe2613d7d18d7e3bafbd0d455",
                83, "d7e4c5fc77772a51f02f622e59d9838205f8f68dd20b1782b44f6a90fbb680ed");
        ids.forEach((offset, id) ->
                assertEquals("0x" + id, SlotIds.indirect(SlotIds.ROOT, offset).toString()));
    }

    @Test
    void a_deployment_fills_the_root_with_its_code_and_locks() {
        var at = stage.contract(
                "class C(gl.Contract):\n    def __init__(self, boss: Address):\n"
                        + "        gl.storage.Root.get().upgraders.get().append(boss)\n",
                Calldata.of(Stage.BOB));
        var code = stage.state.slot(at, SlotIds.CODE);
        assertEquals(code.length - 4, code[0] & 0xff | (code[1] & 0xff) << 8);
        assertEquals(
                "04000000" + "00".repeat(32) + plain(SlotIds.CODE) + plain(SlotIds.LOCKED) + plain(SlotIds.UPGRADERS),
                HEX.formatHex(stage.state.slot(at, SlotIds.LOCKED)));
        assertEquals(
                "01000000" + Stage.BOB.toString().substring(2), HEX.formatHex(stage.state.slot(at, SlotIds.UPGRADERS)));
    }

    private static String plain(Hash id) {
        return HEX.formatHex(id.bytes());
    }

    @Test
    void every_kind_of_field_lies_where_it_must() {
        var at = stage.contract("""
                from dataclasses import dataclass
                import datetime
                @allow_storage
                @dataclass
                class Inner:
                    x: u16
                    who: Address
                class C(gl.Contract):
                    flag: bool
                    n8: u8
                    n256: u256
                    s: i32
                    name: str
                    raw: bytes
                    big: bigint
                    lst: DynArray[u32]
                    fix: Array[u8, typing.Literal[3]]
                    inner: Inner
                    m: TreeMap[str, u256]
                    t: datetime.datetime
                    def __init__(self):
                        self.flag = True; self.n8 = 7; self.n256 = 258; self.s = -2; self.name = 'hé'
                        self.raw = b'\\1\\2'; self.big = -300; self.lst = [5, 6]; self.fix[1] = 9
                        self.inner = Inner(513, Address(bytes(range(20))))
                        self.m['b'] = 2; self.m['a'] = 1; self.m['c'] = 3
                        self.t = datetime.datetime(2024, 11, 26, 6, 42, 42, 424242, tzinfo=datetime.UTC)
                    @gl.public.view
                    def back(self):
                        return [self.flag, self.n8, self.n256, self.s, self.name, self.raw, self.big, list(self.lst),
                            list(self.fix), self.inner, dict(self.m.items()), self.t.isoformat()]
                """);
        var fields = SlotIds.FIELDS;
        assertEquals(
                "0107" + "0201" + "00".repeat(30) + "feffffff" + "03000000" + "02000000" + "04000000" + "02000000"
                        + "000900" + "0102" + "000102030405060708090a0b0c0d0e0f10111213" + "010000000300000000000000"
                        + "e26d456700000000" + "32790600" + "01" + "00".repeat(12),
                slot(at, fields));
        assertEquals("68c3a9", slot(at, SlotIds.indirect(fields, 38)));
        assertEquals("0102", slot(at, SlotIds.indirect(fields, 42)));
        assertEquals("d4feffff", slot(at, SlotIds.indirect(fields, 46)));
        assertEquals("0500000006000000", slot(at, SlotIds.indirect(fields, 50)));
        var nodes = SlotIds.indirect(fields, 83);
        assertEquals(
                "0100000002" + "00".repeat(31) + "020000000300000000" + "0100000001" + "00".repeat(31)
                        + "000000000000000000" + "0100000003" + "00".repeat(31) + "000000000000000000",
                slot(at, nodes));
        assertEquals("62", slot(at, SlotIds.indirect(nodes, 0)));
        assertEquals("61", slot(at, SlotIds.indirect(nodes, 45)));
        assertEquals("63", slot(at, SlotIds.indirect(nodes, 90)));
        assertEquals(
                "[true,7,258,-2,\"hé\",b#0102,-300,[5,6],[0,9,0],"
                        + "{\"who\":addr#000102030405060708090a0b0c0d0e0f10111213,\"x\":513},"
                        + "{\"a\":1,\"b\":2,\"c\":3},\"2024-11-26T06:42:42.424242+00:00\"]",
                Stage.value(stage.read(at, "back")).text());
    }

    private String slot(Address at, Hash id) {
        return HEX.formatHex(stage.state.slot(at, id));
    }

    @Test
    void shrinking_leaves_bytes_and_freed_nodes_are_used_again() {
        var at = stage.contract("""
                class C(gl.Contract):
                    s: str
                    lst: DynArray[u16]
                    m: TreeMap[u32, u8]
                    def __init__(self):
                        self.s = 'abcdef'; self.s = 'xy'
                        self.lst = [1, 2, 3]; self.lst.pop()
                        for i in range(1, 6): self.m[i] = 10 * i
                    @gl.public.write
                    def delete(self, key: int): del self.m[key]
                    @gl.public.write
                    def insert(self, key: int): self.m[key] = 90
                """);
        var fields = SlotIds.FIELDS;
        var nodes = SlotIds.indirect(fields, 12);
        assertEquals(
                "0200000002000000020000000500000000000000".substring(0, 32),
                slot(at, fields).substring(0, 32));
        assertEquals("787963646566", slot(at, SlotIds.indirect(fields, 0)));
        assertEquals("010002000300", slot(at, SlotIds.indirect(fields, 4)));
        assertEquals(
                node(1, 10, 0, 0, 0)
                        + node(2, 20, 1, 4, 1)
                        + node(3, 30, 0, 0, 0)
                        + node(4, 40, 3, 5, 0)
                        + node(5, 50, 0, 0, 0),
                slot(at, nodes));
        stage.write(at, "delete", Calldata.of(2));
        assertEquals(
                node(1, 10, 0, 0, 0)
                        + node(2, 20, 1, 4, 1)
                        + node(3, 30, 1, 4, 1)
                        + node(4, 40, 0, 5, 1)
                        + node(5, 50, 0, 0, 0),
                slot(at, nodes));
        assertEquals("0200000002000000030000000500000001000000", slot(at, fields));
        assertEquals("01000000", slot(at, SlotIds.indirect(fields, 16)));
        stage.write(at, "insert", Calldata.of(9));
        assertEquals(
                node(1, 10, 0, 0, 0)
                        + node(9, 90, 0, 0, 0)
                        + node(3, 30, 1, 5, 1)
                        + node(4, 40, 0, 0, 0)
                        + node(5, 50, 4, 2, 0),
                slot(at, nodes));
        assertEquals("0200000002000000030000000500000000000000", slot(at, fields));
    }

    private static String node(int key, int value, int left, int right, int balance) {
        return le(key, 4) + le(value, 1) + le(left, 4) + le(right, 4) + le(balance, 1);
    }

    private static String le(long value, int bytes) {
        var out = new StringBuilder();
        for (int i = 0; i < bytes; i++) out.append(HEX.toHexDigits((byte) (value >>> 8 * i)));
        return out.toString();
    }

    @Test
    void big_integers_have_two_bytes_to_spare() {
        var at = stage.contract("""
                class C(gl.Contract):
                    big: bigint
                    def __init__(self): ...
                    @gl.public.write
                    def put(self, n: int): self.big = n
                """);
        var vectors = new TreeMap<String, String>(Map.of(
                "0",
                "0000",
                "1",
                "010000",
                "-1",
                "ffffff",
                "127",
                "7f0000",
                "128",
                "800000",
                "-128",
                "80ffff",
                "256",
                "00010000",
                "-129",
                "7fffff",
                "18446744073709551616",
                "0000000000000000010000"));
        vectors.forEach((number, bytes) -> {
            var write = stage.write(at, "put", Calldata.of(new BigInteger(number)));
            assertEquals(Calldata.NULL, Stage.value(write));
            var body = slot(at, SlotIds.indirect(SlotIds.FIELDS, 0));
            assertEquals(bytes, body.substring(0, bytes.length()), number);
            assertEquals(le(bytes.length() / 2, 4), slot(at, SlotIds.FIELDS));
        });
    }

    @Test
    void two_hundred_random_programs_leave_the_predicted_bytes() {
        long seed = 4711;
        var random = new Random(seed);
        var code = Stage.code("""
                class C(gl.Contract):
                    a: u24
                    s: str
                    d: DynArray[i64]
                    b: bytes
                    m: TreeMap[u32, u16]
                    e: TreeMap[str, str]
                    def __init__(self, ops: list):
                        for op in ops:
                            match op:
                                case [0, n]: self.a = n
                                case [1, s]: self.s = s
                                case [2, n]: self.d.append(n)
                                case [3, b]: self.b = b
                                case [4, k, v]: self.m[k] = v
                                case [5, k, v]: self.e[k] = v
                                case [6]:
                                    if len(self.d): self.d.pop()
                                case [7, i, n]:
                                    if i < len(self.d): self.d[i] = n
                """);
        for (int i = 0; i < 200; i++) {
            var model = new Model();
            var operations = new ArrayList<Calldata>();
            for (int n = random.nextInt(25); n > 0; n--) operations.add(model.random(random));
            var at = Address.of(
                    new byte[] {0x0d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (i >> 8), (byte) i});
            Stage.value(stage.deploy(at, code, Calldata.of(operations)));
            int program = i;
            model.slots.forEach((id, bytes) -> assertEquals(
                    HEX.formatHex(bytes),
                    slot(at, id),
                    () -> "seed " + seed + " program " + program + ": "
                            + Calldata.of(operations).text()));
        }
    }

    /// The layout as the reference describes it, in other code than the guest's: maps only grow here.
    private static final class Model {
        final Map<Hash, byte[]> slots = new TreeMap<>();
        private final List<Long> numbers = new ArrayList<>();
        private final Tree ints = new Tree();
        private final Tree texts = new Tree();

        Calldata random(Random random) {
            var fields = SlotIds.FIELDS;
            return switch (random.nextInt(8)) {
                case 0 -> {
                    int n = random.nextInt(1 << 24);
                    put(fields, 0, le(n, 3));
                    yield list(0, Calldata.of(n));
                }
                case 1 -> {
                    var s = text(random);
                    blob(fields, 3, s.getBytes(StandardCharsets.UTF_8));
                    yield list(1, Calldata.of(s));
                }
                case 2 -> {
                    long n = random.nextLong();
                    put(SlotIds.indirect(fields, 7), 8 * numbers.size(), le(n, 8));
                    numbers.add(n);
                    put(fields, 7, le(numbers.size(), 4));
                    yield list(2, Calldata.of(n));
                }
                case 3 -> {
                    var b = new byte[random.nextInt(9)];
                    random.nextBytes(b);
                    blob(fields, 11, b);
                    yield list(3, Calldata.of(b));
                }
                case 4 -> {
                    int k = random.nextInt(30);
                    int v = random.nextInt(65536);
                    int node = ints.insert(String.format(java.util.Locale.ROOT, "%05d", k));
                    var nodes = SlotIds.indirect(fields, 15 + 4);
                    put(nodes, 15 * node, le(k, 4) + le(v, 2));
                    ints.links(this, nodes, 15, 6);
                    put(fields, 15, le(ints.root + 1, 4) + le(ints.keys.size(), 4));
                    yield list(4, Calldata.of(k), Calldata.of(v));
                }
                case 5 -> {
                    var k = text(random);
                    var v = text(random);
                    boolean known = texts.keys.contains(k);
                    int node = texts.insert(k);
                    var nodes = SlotIds.indirect(fields, 27 + 4);
                    if (!known) blob(nodes, 17 * node, k.getBytes(StandardCharsets.UTF_8));
                    blob(nodes, 17 * node + 4, v.getBytes(StandardCharsets.UTF_8));
                    texts.links(this, nodes, 17, 8);
                    put(fields, 27, le(texts.root + 1, 4) + le(texts.keys.size(), 4));
                    yield list(5, Calldata.of(k), Calldata.of(v));
                }
                case 6 -> {
                    if (!numbers.isEmpty()) {
                        numbers.removeLast();
                        put(fields, 7, le(numbers.size(), 4));
                    }
                    yield list(6);
                }
                default -> {
                    int i = random.nextInt(4);
                    long n = random.nextInt();
                    if (i < numbers.size()) put(SlotIds.indirect(fields, 7), 8 * i, le(n, 8));
                    yield list(7, Calldata.of(i), Calldata.of(n));
                }
            };
        }

        private static Calldata list(int kind, Calldata... rest) {
            var items = new ArrayList<Calldata>(List.of(Calldata.of(kind)));
            items.addAll(List.of(rest));
            return Calldata.of(items);
        }

        private static String text(Random random) {
            return "abcé☃".substring(0, random.nextInt(6)) + random.nextInt(20);
        }

        private void blob(Hash slot, int offset, byte[] bytes) {
            put(slot, offset, le(bytes.length, 4));
            put(SlotIds.indirect(slot, offset), 0, HEX.formatHex(bytes));
        }

        void put(Hash slot, int offset, String hex) {
            if (hex.isEmpty()) return;
            var old = slots.getOrDefault(slot, new byte[0]);
            var bytes = java.util.Arrays.copyOf(old, Math.max(old.length, offset + hex.length() / 2));
            System.arraycopy(HEX.parseHex(hex), 0, bytes, offset, hex.length() / 2);
            slots.put(slot, bytes);
        }
    }

    /// A balanced tree written the recursive way, with heights in place of balances.
    private static final class Tree {
        final List<String> keys = new ArrayList<>();
        private final List<int[]> children = new ArrayList<>();
        int root = -1;

        int insert(String key) {
            if (keys.contains(key)) return keys.indexOf(key);
            keys.add(key);
            children.add(new int[] {-1, -1});
            root = insert(root, keys.size() - 1);
            return keys.size() - 1;
        }

        private int insert(int at, int node) {
            if (at < 0) return node;
            int side = keys.get(node).compareTo(keys.get(at)) < 0 ? 0 : 1;
            children.get(at)[side] = insert(children.get(at)[side], node);
            int lean = height(children.get(at)[1]) - height(children.get(at)[0]);
            if (lean < 2 && lean > -2) return at;
            int heavy = lean > 0 ? 1 : 0;
            int child = children.get(at)[heavy];
            if (height(children.get(child)[1 - heavy]) > height(children.get(child)[heavy]))
                children.get(at)[heavy] = turn(child, 1 - heavy);
            return turn(at, heavy);
        }

        private int turn(int at, int side) {
            int top = children.get(at)[side];
            children.get(at)[side] = children.get(top)[1 - side];
            children.get(top)[1 - side] = at;
            return top;
        }

        private int height(int at) {
            return at < 0 ? 0 : 1 + Math.max(height(children.get(at)[0]), height(children.get(at)[1]));
        }

        void links(Model model, Hash nodes, int size, int at) {
            for (int i = 0; i < keys.size(); i++) {
                var child = children.get(i);
                int balance = height(child[1]) - height(child[0]);
                model.put(nodes, size * i + at, le(child[0] + 1, 4) + le(child[1] + 1, 4) + le(balance, 1));
            }
        }
    }
}
