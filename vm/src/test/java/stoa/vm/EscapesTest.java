// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import stoa.types.codec.Calldata;

/// Contracts that try to get out, to wear the machine down, or to leave something behind. Each must end by the
/// machine's
/// rules, never by its clock, and the call after it must be what it always was.
class EscapesTest {
    private static final String VALUE = "value .*";
    private static final String EXCEPTION = "exit_code 1";
    private static final String ENDS = "timeout|OOM|exit_code 1|wasm_trap .*";

    private record Attempt(String name, String end, String body) {}

    private static Attempt attempt(String name, String end, String body) {
        return new Attempt(name, end, body);
    }

    private static final List<Attempt> ATTEMPTS = List.of(
            // ---- out of the guest
            attempt("reads a file", EXCEPTION, "open('/etc/passwd').read()"),
            attempt("writes a file", EXCEPTION, "open('/tmp/out', 'w').write('x')"),
            attempt("reads the start file", EXCEPTION, "open('/guest/guest.py').read()"),
            attempt("climbs out of the directory", EXCEPTION, "open('/guest/../../etc/hosts').read()"),
            attempt(
                    "lists the directory",
                    "exit_code 1|value .*",
                    "import os\nreturn [n for n in os.listdir('/guest')]"),
            attempt("makes a directory", EXCEPTION, "import os\nos.mkdir('/guest/x')"),
            attempt("links a file", EXCEPTION, "import os\nos.symlink('/etc/passwd', '/guest/x')"),
            attempt(
                    "looks at the environment",
                    "value \\[\\]",
                    "import os\nreturn [k for k in os.environ if k in ('PATH', 'HOME', 'USER')]"),
            attempt("opens a socket", EXCEPTION, "import socket\nsocket.socket().connect(('127.0.0.1', 80))"),
            attempt("asks for a name", EXCEPTION, "import socket\nsocket.getaddrinfo('example.org', 80)"),
            attempt("starts a process", EXCEPTION, "import os\nos.system('id')"),
            attempt("imports subprocess", EXCEPTION, "import subprocess"),
            attempt("imports ctypes", EXCEPTION, "import ctypes\nctypes.string_at(0)"),
            attempt(
                    "starts a thread",
                    "exit_code 1|timeout",
                    "import threading\nthreading.Thread(target=lambda: None).start()"),
            attempt("forks", EXCEPTION, "import os\nos.fork()"),
            attempt("sleeps for a year", "exit_code 1|value .*", "import time\ntime.sleep(31_000_000)\nreturn 0"),
            attempt("waits for a signal", "exit_code 1", "import signal\nsignal.pause()"),
            attempt(
                    "runs an event loop",
                    "exit_code 1|timeout|value .*",
                    "import asyncio\nasyncio.run(asyncio.sleep(10**6))"),
            attempt("exits hard", "exit_code 5", "import os\nos._exit(5)"),
            attempt("aborts", "exit_code \\d+|wasm_trap .*", "import os\nos.abort()"),
            attempt("crashes itself", "exit_code \\d+|wasm_trap .*", "import faulthandler\nfaulthandler._sigsegv()"),
            // ---- around the meter and the limits
            attempt("loops for ever", "timeout", "while True: pass"),
            attempt("loops for ever in a builtin", "timeout", "import itertools\nsum(itertools.count())"),
            attempt(
                    "catches everything and goes on",
                    "timeout",
                    "while True:\n    try:\n        while True: pass\n    except BaseException: pass"),
            attempt("takes a great power", ENDS, "return len(str(7 ** (10 ** 8)))"),
            attempt("shifts too far", ENDS, "return (1 << (10 ** 10)).bit_length()"),
            attempt("parses a great number", EXCEPTION, "return int('9' * 10 ** 6)"),
            attempt("repeats a text without end", "OOM", "return len('a' * 10 ** 9)"),
            attempt("fills memory with a list", "OOM|timeout", "x = []\nwhile True: x.append(bytearray(1 << 20))"),
            attempt(
                    "catches the end of memory",
                    "value 1",
                    "try:\n    x = [bytearray(1 << 20) for _ in range(100)]\nexcept MemoryError:\n    x = None\nreturn 1"),
            attempt("pads to a billion", ENDS, "return len('%1000000000d' % 1)"),
            attempt(
                    "computes a long decimal",
                    ENDS,
                    "import decimal\nwith decimal.localcontext() as c:\n    c.prec = 10 ** 6\n    return str(decimal.Decimal(2).sqrt())[:9]"),
            attempt("matches for ever", "timeout", "import re\nreturn re.match('(a+)+$', 'a' * 40 + 'b') is None"),
            attempt(
                    "hashes for ever",
                    "timeout|exit_code 1",
                    "import hashlib\nreturn hashlib.pbkdf2_hmac('sha256', b'a', b'b', 10 ** 9)"),
            attempt(
                    "unpacks a bomb",
                    ENDS,
                    "import zlib\nz = zlib.compress(bytes(1 << 24))\nreturn len(b''.join(zlib.decompress(z) for _ in range(100)))"),
            attempt(
                    "collides keys",
                    "timeout|value .*",
                    "class K:\n    def __init__(self, n): self.n = n\n    def __hash__(self): return 1\n    def __eq__(self, o): return self.n == o.n\nreturn len({K(i) for i in range(5000)})"),
            attempt("recurses", EXCEPTION, "def f(): f()\nf()"),
            attempt("recurses without a limit", ENDS, "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): f()\nf()"),
            attempt(
                    "recurses through sorting",
                    ENDS,
                    "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(_=0): return sorted([1, 2], key=f)\nf()"),
            attempt("nests what is shown", ENDS, "a = []\nfor _ in range(10 ** 5): a = [a]\nreturn repr(a)"),
            attempt(
                    "nests what is compared",
                    ENDS,
                    "a, b = [], []\nfor _ in range(10 ** 5): a, b = [a], [b]\nreturn a == b"),
            attempt("nests source", ENDS, "return eval('(' * 10 ** 5 + ')' * 10 ** 5)"),
            attempt("nests unary source", ENDS, "return eval('-' * 10 ** 5 + '1')"),
            attempt(
                    "destroys a long chain",
                    "value .*|exit_code 1|timeout",
                    "a = None\nfor _ in range(10 ** 5): a = (a,)\ndel a\nreturn 1"),
            attempt(
                    "runs broken bytecode",
                    "exit_code \\d+|wasm_trap .*|timeout|OOM|value .*",
                    "def f(): pass\nf.__code__ = f.__code__.replace(co_code=b'\\x64\\xff' * 40)\nreturn f()"),
            attempt(
                    "loads broken marshal data",
                    "exit_code 1|wasm_trap .*|OOM|value .*",
                    "import marshal\nreturn repr(marshal.loads(b'\\xe3' + bytes(40)))"),
            attempt(
                    "raises from its destructor",
                    "value .*",
                    "class D:\n    def __del__(self): raise ValueError('gone')\nD()\nreturn 1"),
            attempt("traces itself", "value .*|timeout", "import sys\nsys.settrace(lambda *a: None)\nreturn 1"),
            // ---- against the machine's calls
            attempt("prints without end", "timeout", "while True: print('x' * 1000)"),
            attempt(
                    "writes storage without end",
                    "out_of storage",
                    "i = 0\nwhile True:\n    gl.wasi.storage_write(b'7' * 32, i, b'x' * 4096)\n    i += 4096"),
            attempt(
                    "writes many slots",
                    "out_of storage|timeout",
                    "i = 0\nwhile True:\n    gl.wasi.storage_write((i + 9).to_bytes(32), 0, b'x')\n    i += 1"),
            attempt(
                    "reads storage beyond its end",
                    EXCEPTION,
                    "return gl.wasi.storage_read(bytes(32), 2 ** 32 - 1, 2 ** 31)"),
            attempt(
                    "emits without end",
                    "out_of receipt message",
                    "while True: gl.get_contract_at(gl.message.sender_address).emit().x()"),
            attempt(
                    "logs without end",
                    "out_of receipt event|timeout",
                    "while True: gl.advanced.emit_raw_event([], {'x': b'y' * 9999})"),
            attempt("returns what is too deep", EXCEPTION, "a = []\nfor _ in range(200): a = [a]\nreturn a"),
            attempt("returns itself", EXCEPTION, "a = []\na.append(a)\nreturn a"),
            attempt("returns too much", "out_of receipt", "return bytes(5 << 20)"),
            attempt("asks with too much", "exit_code 1|OOM", "gl.trace('x' * (8 << 20))"),
            attempt(
                    "asks nonsense",
                    "value .*",
                    "import os\nout = []\nfor n in range(300):\n    b = bytearray(bytes([n % 256]) * (n % 70 + 1))\n    if b[0] not in (6, 7): out.append(os.write(0, b))\nreturn len(out)"),
            attempt(
                    "asks with hostile lengths",
                    "value .*",
                    "import os\nfor k in (1, 2, 4, 5):\n    for tail in (b'\\xff', b'\\x7f', b'\\x80', b'\\0'):\n        os.write(0, bytearray(bytes([k]) + tail * 60))\nreturn 1"),
            attempt(
                    "ends with nonsense",
                    "exit_code 1",
                    "import os\nos.write(0, bytearray(b'\\6\\xff\\xff\\xff\\xff' + bytes(40)))"),
            attempt("reads an answer nobody gave", "value .*", "import os\nreturn len(os.read(0, 1 << 20))"),
            attempt(
                    "orders a block of nothing",
                    "exit_code 1|value .*|forbidden|wasm_trap .*",
                    "import os, time\nos.write(0, bytearray(b'\\7\\2\\0'))\nreturn time.time_ns() > 0"),
            attempt(
                    "writes from a sandbox that may not",
                    "value 'False'",
                    "return repr(isinstance(gl.vm.spawn_sandbox(lambda: gl.wasi.storage_write(bytes(32), 0, b'x')), gl.vm.Return))"),
            attempt(
                    "bursts memory in a sandbox",
                    "value 'VMError.*'",
                    "return repr(gl.vm.spawn_sandbox(lambda: 'a' * 10 ** 10))"),
            // ---- left for the next call
            attempt("empties the modules", "value .*|exit_code 1", "import sys\nsys.modules.clear()\nreturn 1"),
            attempt(
                    "replaces builtins",
                    "value .*|exit_code 1",
                    "import builtins\nbuiltins.len = lambda x: 42\nbuiltins.__import__ = None\nreturn 1"),
            attempt(
                    "replaces the library",
                    "value .*|exit_code 1",
                    "import genlayer._host as h\nh.storage_read = lambda *a: b'evil' * 8\nh.keccak256 = None\nreturn 1"),
            attempt(
                    "closes its outputs",
                    "value .*|exit_code 1|wasm_trap .*",
                    "import os, sys\nsys.stdout.close()\nos.close(0)\nos.close(1)\nos.close(2)\nreturn 1"),
            attempt("moves its clock", "value .*|exit_code 1", "import time\ntime.time = lambda: 0\nreturn 1"),
            attempt(
                    "leaves handlers for the exit",
                    "value .*",
                    "import atexit\natexit.register(lambda: print('left'))\nreturn 1"),
            attempt(
                    "ends with an odd exception",
                    EXCEPTION,
                    "class B(BaseException):\n    def __str__(self): raise ValueError\nraise B()"),
            attempt("ends with an odd code", "exit_code .*", "import sys\nsys.exit(2 ** 70)"),
            attempt("ends with an odd user error", "user .*|exit_code 1", "raise gl.vm.UserError(b'\\xff')"));

    private final Stage stage = new Stage();

    @TestFactory
    Stream<DynamicTest> every_attempt_ends_by_the_rules_and_the_next_call_is_unharmed() {
        stage.limits = Limits.DEFAULT.withSteps(6_000_000).withWall(Duration.ofSeconds(300));
        var calm = stage.contract("""
                class Calm(gl.Contract):
                    n: u32
                    def __init__(self):
                        self.n = 5
                    @gl.public.view
                    def get(self):
                        import hashlib, time
                        return [self.n, len([1, 2]), hashlib.sha256(b'').hexdigest()[:8], int(time.time())]
                """);
        var before = stage.read(calm, "get");
        Stage.value(before);
        return ATTEMPTS.stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.name, () -> {
                    var at = stage.contract("class Wild(gl.Contract):\n    def __init__(self): ...\n"
                            + "    @gl.public.write\n    def go(self):\n        "
                            + attempt.body.replace("\n", "\n        ")
                            + "\n");
                    var outcome = stage.write(at, "go");
                    assertFalse(outcome.expired(), "it must end by steps, not by the clock");
                    assertTrue(end(outcome).matches(attempt.end), () -> end(outcome) + "\n" + outcome.stderr());
                    var after = stage.read(calm, "get");
                    assertEquals(Stage.value(before), Stage.value(after));
                    assertEquals(before.steps(), after.steps());
                    assertEquals(before.memoryPages(), after.memoryPages());
                }));
    }

    private static String end(Outcome outcome) {
        return switch (outcome.result()) {
            case Result.Value value ->
                "value "
                        + (value.decoded() instanceof Calldata.Text text
                                ? "'" + text.value() + "'"
                                : value.decoded().text());
            case Result.UserError error -> "user " + error.message();
            case Result.VmError error -> error.code();
        };
    }

    @Test
    void there_are_at_least_forty_attempts() {
        assertTrue(ATTEMPTS.size() >= 40, ATTEMPTS.size() + " attempts");
    }

    @Test
    void a_clock_that_runs_out_is_told_apart_from_steps() {
        var at = stage.contract("class C(gl.Contract):\n    def __init__(self): ...\n"
                + "    @gl.public.write\n    def go(self):\n        while True: pass\n");
        stage.limits = Limits.DEFAULT.withSteps(Long.MAX_VALUE >> 2).withWall(Duration.ofMillis(300));
        var outcome = stage.write(at, "go");
        assertTrue(outcome.expired());
        assertEquals(new Result.VmError("timeout"), outcome.result());
    }

    @Test
    void packages_that_are_not_what_they_say_are_refused() throws Exception {
        var runner = "{\"Depends\":\"py-genlayer-multi:test\"}";
        var main = "from genlayer import *\nfrom contract.part import TEXT\nclass C(gl.Contract):\n"
                + "    def __init__(self): ...\n    @gl.public.view\n    def get(self): return TEXT\n";
        var good = zip(
                ZipEntry.STORED,
                "runner.json",
                runner,
                "contract/__init__.py",
                main,
                "contract/part.py",
                "TEXT = 'p'\n");
        assertTrue(stage.deploy(Stage.BOB, good).result() instanceof Result.Value);
        assertEquals(Calldata.of("p"), Stage.value(stage.read(Stage.BOB, "get")));
        for (var bad : List.of(
                zip(ZipEntry.DEFLATED, "runner.json", runner, "contract/__init__.py", main),
                zip(ZipEntry.STORED, "runner.json", runner),
                zip(ZipEntry.STORED, "contract/__init__.py", main),
                zip(ZipEntry.STORED, "runner.json", "{}", "contract/__init__.py", main),
                zip(ZipEntry.STORED, "runner.json", runner, "../contract/__init__.py", main),
                java.util.Arrays.copyOf(good, good.length - 30))) {
            var result = stage.deploy(Stage.ANN, bad).result();
            assertTrue(
                    result instanceof Result.VmError error && error.code().startsWith("invalid_contract"),
                    result.toString());
        }
        var huge = good.clone();
        for (int i = 0; i < huge.length - 4; i++)
            if (huge[i] == 'P' && huge[i + 1] == 'K' && huge[i + 2] == 1) huge[i + 27] = 0x7f;
        assertTrue(stage.deploy(Stage.ANN, huge).result() instanceof Result.VmError);
        assertTrue(stage.deploy(Stage.ANN, new byte[Program.CODE_BYTES_MAX + 1]).result() instanceof Result.VmError);
    }

    private static byte[] zip(int method, String... namesAndTexts) throws java.io.IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.setMethod(method);
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                var bytes = namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
                var entry = new ZipEntry(namesAndTexts[i]);
                var crc = new java.util.zip.CRC32();
                crc.update(bytes);
                entry.setCrc(crc.getValue());
                entry.setSize(bytes.length);
                zip.putNextEntry(entry);
                zip.write(bytes);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
