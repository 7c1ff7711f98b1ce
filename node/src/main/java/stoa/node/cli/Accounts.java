// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import stoa.kit.crypto.KeyFile;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.node.Home;
import stoa.types.Address;

/// The accounts whose keys lie in the data directory, by name.
final class Accounts {
    private static final String ENDING = ".key";
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,40}";

    private final Home home;

    Accounts(Home home) {
        this.home = home;
    }

    /// One account and its name.
    record Named(String name, Address address) {}

    List<Named> all() throws IOException {
        var out = new ArrayList<Named>();
        if (!Files.isDirectory(home.keys())) return out;
        try (var files = Files.list(home.keys())) {
            for (var file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                if (!name.endsWith(ENDING)) continue;
                out.add(new Named(
                        name.substring(0, name.length() - ENDING.length()), Secp256k1.addressOf(KeyFile.read(file))));
            }
        }
        return out;
    }

    boolean has(String name) {
        return Files.exists(home.keys().resolve(name + ENDING));
    }

    PrivateKey key(String name) throws IOException {
        checkName(name);
        var file = home.keys().resolve(name + ENDING);
        if (!has(name))
            throw new CliError("no account is called '" + name
                    + "' here; see stoa account list, or make it with stoa account new " + name);
        return KeyFile.read(file);
    }

    /// The key of this name, made on first use.
    PrivateKey keyOrNew(String name) throws IOException {
        checkName(name);
        if (!has(name)) add(name, PrivateKey.generate());
        return key(name);
    }

    void add(String name, PrivateKey key) throws IOException {
        checkName(name);
        var file = home.keys().resolve(name + ENDING);
        if (Files.exists(file))
            throw new CliError("an account called '" + name + "' exists already; choose another name");
        Files.createDirectories(home.keys());
        KeyFile.create(file, key);
    }

    /// An address, or the name of an account here.
    Address resolve(String text) throws IOException {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            try {
                return Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new CliError("'" + text + "' is not an address: 0x and 40 hexadecimal digits");
            }
        }
        return Secp256k1.addressOf(key(text));
    }

    private static void checkName(String name) {
        if (!name.matches(NAME))
            throw new CliError("'" + name + "' is not an account name: use a-z, 0-9 and -, at most 41 characters");
    }
}
