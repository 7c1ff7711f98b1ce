// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet.home;

import java.time.Duration;
import java.util.List;

/// What of CometBFT's configuration differs from node to node; the rest is the same everywhere and written here.
///
/// @param app where our application listens, as `unix:///path` or `tcp://127.0.0.1:port`
/// @param rpcPort of its RPC, on loopback
/// @param p2p where peers reach it, as `0.0.0.0:26656`
/// @param peers `id@host:port` each
/// @param interval pause after a block, in which late votes arrive: about the time between blocks
/// @param local for networks on one machine: peers on loopback and several on one address are taken, and nobody is
/// dialled but `peers`
/// @param stateSync empty to begin at the first block
public record CometSettings(
        String moniker,
        String app,
        int rpcPort,
        String p2p,
        List<String> peers,
        Duration interval,
        boolean local,
        java.util.Optional<StateSync> stateSync) {

    /// How a node begins with a snapshot of its peers.
    ///
    /// @param rpcServers two at least, whose headers are compared
    /// @param trustHash of the header at `trustHeight`, from somebody who is trusted
    public record StateSync(List<String> rpcServers, long trustHeight, String trustHash, Duration trustPeriod) {
        public StateSync {
            rpcServers = List.copyOf(rpcServers);
        }
    }

    public CometSettings {
        peers = List.copyOf(peers);
        for (var text : List.of(moniker, app, p2p)) requirePlain(text);
        peers.forEach(CometSettings::requirePlain);
    }

    /// Quotes and line ends would end a value of the file.
    private static void requirePlain(String text) {
        if (text.chars().anyMatch(c -> c < 0x20 || c == '"' || c == '\\' || c > 0x7e))
            throw new IllegalArgumentException("'" + text + "' cannot stand in CometBFT's configuration");
    }

    /// The file `config.toml`. The mempool takes more than ours does, so that what ours takes is never dropped there;
    /// transactions are found through our own RPC, so CometBFT indexes none.
    String toml() {
        var text = """
                # Written by stoa; changes are kept until `stoa network init` writes it again.
                proxy_app = "%s"
                moniker = "%s"
                db_backend = "goleveldb"
                log_level = "info"
                [rpc]
                laddr = "tcp://127.0.0.1:%d"
                max_body_bytes = 4000000
                timeout_broadcast_tx_commit = "30s"
                [p2p]
                laddr = "tcp://%s"
                persistent_peers = "%s"
                pex = %s
                addr_book_strict = %s
                allow_duplicate_ip = %s
                send_rate = 20480000
                recv_rate = 20480000
                flush_throttle_timeout = "10ms"
                [mempool]
                recheck = true
                size = 100000
                max_txs_bytes = 268435456
                cache_size = 200000
                max_tx_bytes = 1048576
                [consensus]
                timeout_propose = "3s"
                timeout_commit = "%dms"
                skip_timeout_commit = false
                create_empty_blocks = true
                peer_gossip_sleep_duration = "10ms"
                [storage]
                discard_abci_responses = false
                [tx_index]
                indexer = "null"
                [instrumentation]
                prometheus = false
                """.formatted(
                app, moniker, rpcPort, p2p, String.join(",", peers), !local, !local, local, interval.toMillis());
        return text + stateSync.map(CometSettings::toml).orElse("");
    }

    private static String toml(StateSync sync) {
        return """
                [statesync]
                enable = true
                rpc_servers = "%s"
                trust_height = %d
                trust_hash = "%s"
                trust_period = "%ds"
                discovery_time = "5s"
                """.formatted(
                        String.join(",", sync.rpcServers()),
                        sync.trustHeight(),
                        sync.trustHash(),
                        sync.trustPeriod().toSeconds());
    }
}
