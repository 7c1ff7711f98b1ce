// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// What a running local network tells whoever wants to use it: the ready file. It holds secrets, so it is 0600.
public record Ready(
        String gateway,
        String rpc,
        String metrics,
        long chainId,
        String apiKey,
        List<Funded> accounts,
        List<String> models,
        long pid) {

    /// An account with coin in it, for trying things out.
    public record Funded(String address, String privateKey) {
        @Override
        public String toString() {
            return address;
        }
    }

    /// Names no secret.
    @Override
    public String toString() {
        return "gateway " + gateway + ", rpc " + rpc + ", chain " + chainId;
    }

    /// Whole or not at all: readers never see half a file.
    public void write(Path file) throws IOException {
        AtomicFile.writePrivate(file, Json.write(this));
    }

    /// @throws Home.Unusable when there is no such file or it cannot be read
    public static Ready read(Path file) throws IOException {
        if (!Files.exists(file))
            throw new Home.Unusable(
                    "no running network found (" + file + " is missing): start one with ./stoa up, or name its --data");
        try {
            return Json.read(Files.readAllBytes(file), Ready.class);
        } catch (MalformedJson e) {
            throw new Home.Unusable(file + " cannot be read: " + e.getMessage());
        }
    }

    /// Whether the process that wrote this still lives.
    public boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
