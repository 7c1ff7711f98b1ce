// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.types.Address;

/// Where the parts of a local network listen, counted from one base port.
final class Ports {
    static final int RPC = 1;
    static final int METRICS = 2;
    static final int HOSTS = 10;

    private Ports() {}

    /// Says which port is taken before anything is half started.
    ///
    /// @throws Home.Unusable naming it and the way out
    static void requireFree(NetworkConfig config, int hosts) throws Home.Unusable {
        for (int offset = 0; offset < HOSTS + hosts; offset++) {
            if (offset > METRICS && offset < HOSTS) continue;
            var bind = offset <= RPC ? config.bind() : "127.0.0.1";
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(bind, config.portBase() + offset));
            } catch (IOException e) {
                throw new Home.Unusable(
                        "cannot listen on " + bind + ":" + (config.portBase() + offset) + " (" + e.getMessage()
                                + "): another network may be running; stop it, or choose other ports with --port-base");
            }
        }
    }

    static URI host(int base, int number) {
        return URI.create("http://127.0.0.1:" + (base + HOSTS + number));
    }

    /// A validator's consensus address: the first twenty bytes of SHA-256 of its key, as CometBFT does it.
    static Address validatorAddress(Bls.Key key) {
        return Address.of(Arrays.copyOf(Digests.INSTANCE.sha256(key.publicKey()).bytes(), Address.BYTES));
    }
}
