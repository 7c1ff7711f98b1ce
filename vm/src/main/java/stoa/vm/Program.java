// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.codec.Utf8;

/// A contract's code, read: the Python modules in it. Code is a text whose first comment names what it runs on, or a
/// ZIP
/// of stored files with a `runner.json`.
///
/// @param id names the code: the SHA-256 of its bytes
/// @param modules Python sources by module name; `contract` is what a call imports
public record Program(Hash id, Map<String, String> modules) {
    public static final int CODE_BYTES_MAX = 1 << 20;

    /// The code cannot be run on this machine. `code` is the name clients know; the message says what to do.
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;
        private final String code;

        Invalid(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /// There is no code at the address that is called.
    public static final String ABSENT_CODE = "invalid_contract absent_runner_comment";

    static final String ABSENT = "invalid_contract absent_runner_comment";
    static final String MALFORMED = "invalid_contract malformed_runner";
    static final String NOT_TEXT = "invalid_contract not_utf8_text";
    static final String TOO_NEW = "version_too_big";

    private static final String PYTHON = "py-genlayer";
    private static final String PYTHON_FILES = "py-genlayer-multi";

    /// Versions of the Python library this machine stands for, by the names contracts use.
    private static final Set<String> VERSIONS =
            Set.of("test", "latest", "1jb45aa8ynh2a9c9xn3b7qqh8sm5q93hwfp7jqmwsfhh8jpz09h6");

    private static final Pattern VERSION_LINE = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
    private static final List<String> COMMENTS = List.of("//", "#", "--");
    private static final byte[] ZIP = {'P', 'K'};
    private static final byte[] WASM = {0, 'a', 's', 'm'};
    private static final int ACTIONS_MAX = 64;

    public static Program parse(byte[] code) throws Invalid {
        var id = Digests.INSTANCE.sha256(code);
        if (code.length > CODE_BYTES_MAX)
            throw new Invalid(MALFORMED, "the code has " + code.length + " bytes; at most " + CODE_BYTES_MAX + " fit");
        if (startsWith(code, ZIP)) return new Program(id, packageModules(code));
        if (startsWith(code, WASM))
            throw new Invalid(
                    MALFORMED, "raw WebAssembly contracts are not offered here: write the contract in Python");
        var text = text(code);
        header(text);
        return new Program(id, Map.of("contract", text));
    }

    private static boolean startsWith(byte[] code, byte[] magic) {
        return code.length >= magic.length && java.util.Arrays.equals(code, 0, magic.length, magic, 0, magic.length);
    }

    private static String text(byte[] bytes) throws Invalid {
        try {
            return Utf8.decode(bytes);
        } catch (Malformed _) {
            throw new Invalid(NOT_TEXT, "the code is not UTF-8 text");
        }
    }

    /// Reads the leading comment: an optional version line, then the runner as JSON.
    private static void header(String text) throws Invalid {
        var json = new StringBuilder();
        boolean any = false;
        for (var line : text.lines().toList()) {
            var content = comment(line);
            if (content == null) break;
            if (!any && VERSION_LINE.matcher(content.strip()).matches()) {
                version(content.strip());
                any = true;
                continue;
            }
            any = true;
            json.append(content).append('\n');
        }
        if (json.toString().isBlank())
            throw new Invalid(
                    ABSENT, "the code begins with no runner comment: add  # { \"Depends\": \"py-genlayer:test\" }");
        runner(json.toString());
    }

    private static @Nullable String comment(String line) {
        for (var prefix : COMMENTS) if (line.startsWith(prefix)) return line.substring(prefix.length());
        return null;
    }

    private static void version(String line) throws Invalid {
        var match = VERSION_LINE.matcher(line);
        if (!match.matches()) return;
        int major = Integer.parseInt(match.group(1));
        int minor = Integer.parseInt(match.group(2));
        if (major > 0 || minor > 2) throw new Invalid(TOO_NEW, line + " is newer than this machine, which is v0.2");
    }

    private static void runner(String json) throws Invalid {
        JsonNode tree;
        try {
            tree = Json.parse(json);
        } catch (MalformedJson malformed) {
            throw new Invalid(MALFORMED, "the runner comment is no JSON: " + malformed.getMessage());
        }
        if (!python(tree, 0)) throw new Invalid(MALFORMED, "the runner comment depends on no " + PYTHON + ":<version>");
    }

    /// Whether an action, or one inside of it, depends on Python.
    private static boolean python(JsonNode action, int depth) throws Invalid {
        if (depth > 4 || !action.isObject() || action.size() != 1)
            throw new Invalid(MALFORMED, "an action is an object with one key");
        var name = action.fieldNames().next();
        var value = action.get(name);
        return switch (name) {
            case "Depends" -> depends(value);
            case "Seq" -> {
                if (!value.isArray() || value.size() > ACTIONS_MAX)
                    throw new Invalid(MALFORMED, "Seq is a list of at most " + ACTIONS_MAX + " actions");
                boolean found = false;
                for (var inner : value) found |= python(inner, depth + 1);
                yield found;
            }
            case "With" ->
                python(object("Depends", value.path("runner")), depth + 1) | python(value.path("action"), depth + 1);
            case "When" -> python(value.path("action"), depth + 1);
            // What these set up is for other interpreters; ours has its files and arguments fixed.
            case "AddEnv", "SetEnv", "MapFile", "SetArgs", "LinkWasm", "StartWasm" -> false;
            default -> throw new Invalid(MALFORMED, "unknown action " + name);
        };
    }

    private static JsonNode object(String key, JsonNode value) {
        return Json.object().set(key, value);
    }

    private static boolean depends(JsonNode value) throws Invalid {
        if (!value.isTextual()) throw new Invalid(MALFORMED, "Depends is a text");
        var parts = value.textValue().split(":", -1);
        if (parts.length != 2) throw new Invalid(MALFORMED, "a runner is name:version");
        if (!parts[0].equals(PYTHON) && !parts[0].equals(PYTHON_FILES)) {
            // Libraries are named beside Python; what this network leaves out is refused when it is imported.
            if (parts[0].startsWith("py-lib-")) return false;
            throw new Invalid(MALFORMED, "unknown runner " + parts[0]);
        }
        if (!VERSIONS.contains(parts[1]) && !parts[0].equals(PYTHON_FILES))
            throw new Invalid(MALFORMED, "unknown version of " + parts[0] + ": use py-genlayer:test");
        return true;
    }

    // ------------------------------------------------------------------ packages

    private static Map<String, String> packageModules(byte[] zip) throws Invalid {
        var files = StoredZip.read(zip);
        var runner = files.get("runner.json");
        if (runner == null) throw new Invalid(ABSENT, "the package has no runner.json");
        var version = files.get("version");
        if (version != null) version(text(version).strip());
        runner(text(runner));
        var modules = new TreeMap<String, String>();
        for (var file : files.entrySet()) {
            var name = moduleName(file.getKey());
            if (name != null) modules.put(name, text(file.getValue()));
        }
        if (!modules.containsKey("contract") && !modules.containsKey("contract.__init__"))
            throw new Invalid(MALFORMED, "the package has no contract/__init__.py");
        return modules;
    }

    /// `contract/a/b.py` is module `contract.a.b`; other files are none.
    private static @Nullable String moduleName(String path) {
        if (!path.endsWith(".py") || !(path.startsWith("contract/") || path.equals("contract.py"))) return null;
        return path.substring(0, path.length() - 3).replace('/', '.');
    }

    /// The order that has the guest load this program.
    public byte[] order() {
        var out = new ByteArrayOutputStream();
        out.write('L');
        modules.forEach((name, source) -> {
            part(out, name);
            part(out, source);
        });
        return out.toByteArray();
    }

    static void part(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 32; shift += 8) out.write(bytes.length >>> shift);
        out.writeBytes(bytes);
    }
}
