// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import stoa.engine.reference.ReferenceModel;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Everything a network needs to launch a model, as a folder with `package.yaml`: which files, what is counted, which
/// engines, how far apart they may be, when it is ready and how it is taken back. `spec/engine.md` has the fields.
public final class ModelPackage {
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<String> FIELDS = Set.of(
            "package",
            "model",
            "licence",
            "files",
            "units",
            "context",
            "modalities",
            "engines",
            "hardware",
            "profiles",
            "readiness",
            "rollback");
    private static final Set<String> UNITS = Set.of("token", "image", "second", "none");

    private final Path folder;
    private final JsonNode root;
    private final List<String> faults = new ArrayList<>();

    private ModelPackage(Path folder, JsonNode root) {
        this.folder = folder;
        this.root = root;
    }

    /// What is wrong with the package in this folder, each fault with what to do; none when it can be launched.
    public static List<String> faults(Path folder) throws IOException {
        var file = folder.resolve("package.yaml");
        if (!Files.isRegularFile(file)) return List.of("there is no package.yaml in " + folder);
        if (Files.size(file) > MOST_BYTES) return List.of("package.yaml is larger than " + MOST_BYTES + " bytes");
        try {
            var check = new ModelPackage(folder, Yaml.parse(Files.readString(file)));
            check.all();
            return List.copyOf(check.faults);
        } catch (Yaml.Unreadable e) {
            return List.of("package.yaml cannot be read: " + e.getMessage());
        }
    }

    private void all() throws IOException {
        for (var field : root.properties())
            if (!FIELDS.contains(field.getKey())) fault("'" + field.getKey() + "' is not a field of a package");
        if (root.path("package").asInt(0) != 1) fault("'package' must be 1, the version of this form");
        if (!stoa.types.ModelId.valid(root.path("model").asText(""))) fault("'model' must be a model id, as stoa-tiny");
        text("licence", root.path("licence"));
        text("rollback", root.path("rollback"));
        if (root.path("context").asInt(0) < 1) fault("'context' must be the most tokens of prompt and answer");
        for (var unit : List.of("input", "cachedInput", "output"))
            if (!UNITS.contains(root.path("units").path(unit).asText("")))
                fault("'units." + unit + "' must be one of " + String.join(", ", new java.util.TreeSet<>(UNITS)));
        for (var way : List.of("input", "output"))
            some("modalities." + way, root.path("modalities").path(way));
        if (root.path("hardware").path("memoryMiB").asLong(0) < 1)
            fault("'hardware.memoryMiB' must say how much memory one engine needs");
        some("readiness", root.path("readiness"));
        if (some("engines", root.path("engines")))
            for (var engine : root.path("engines")) text("engines.class", engine.path("class"));
        if (some("files", root.path("files"))) for (var file : root.path("files")) file(file);
        for (var profile : root.path("profiles")) profile(profile);
    }

    private void file(JsonNode file) throws IOException {
        var path = inside(file.path("path").asText(""));
        if (path == null) return;
        if (Files.size(path) != file.path("bytes").asLong(-1))
            fault(name(path) + " has " + Files.size(path) + " bytes, not those its entry says");
        var hash = sha256(path);
        if (!hash.equals(file.path("sha256").asText("")))
            fault(name(path) + " has the sha256 " + hash + ", not its entry's");
        if (!name(path).endsWith(".gguf")) return;
        try {
            var card = ReferenceModel.load(path).card();
            int context = card.contextTokens().orElse(0);
            if (context < root.path("context").asInt(0))
                fault(name(path) + " has a context of " + context + ", less than 'context' promises");
        } catch (IOException e) {
            fault(name(path) + " is a GGUF file the reference engine cannot run: " + e.getMessage());
        }
    }

    private void profile(JsonNode profile) throws IOException {
        var path = inside(profile.path("file").asText(""));
        if (path == null) return;
        try {
            var told = Json.parse(Files.readString(path));
            if (told.path("profile").asInt(0) != 1 || !told.path("distance").isObject())
                fault(name(path) + " is not a profile that 'stoa engine calibrate' made");
            else if (!told.path("model").asText("").equals(root.path("model").asText("")))
                fault(name(path) + " is the profile of another model");
        } catch (MalformedJson e) {
            fault(name(path) + " is not JSON: " + e.getMessage());
        }
    }

    /// A file of the package; null, and a fault, when it is not there or lies elsewhere.
    private @org.jspecify.annotations.Nullable Path inside(String path) {
        var file = folder.resolve(path).normalize();
        if (path.isEmpty() || !file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
            fault("'" + path + "' is not a file inside the package");
            return null;
        }
        return file;
    }

    private void text(String field, JsonNode value) {
        if (!value.isTextual() || value.textValue().isBlank()) fault("'" + field + "' must be a text");
    }

    private boolean some(String field, JsonNode value) {
        if (value.isArray() && !value.isEmpty()) return true;
        fault("'" + field + "' must be a list with at least one entry");
        return false;
    }

    private void fault(String what) {
        faults.add(what);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static String sha256(Path path) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
