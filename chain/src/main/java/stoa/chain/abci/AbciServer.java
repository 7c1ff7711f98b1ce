// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.log.Log;

/// Listens for CometBFT, each of whose connections is served by a virtual thread of its own.
///
/// Whoever can connect can drive the application, and the protocol knows no password: so it listens on a socket file
/// that only our user may open, or on loopback, and nowhere else.
public final class AbciServer implements AutoCloseable {
    private static final Log LOG = Log.of(AbciServer.class);
    /// CometBFT opens four; a few more for a restart that overlaps and for tools.
    private static final int CONNECTIONS_MAX = 16;

    private final ServerSocketChannel listener;
    private final String address;
    private final Application application;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private AbciServer(ServerSocketChannel listener, String address, Application application) {
        this.listener = listener;
        this.address = address;
        this.application = application;
        this.thread = Thread.ofVirtual().name("abci").unstarted(this::accept);
    }

    /// @param address `unix:///path/of/a/socket` or `tcp://127.0.0.1:port`, as CometBFT's `proxy_app` spells it
    public static AbciServer listen(String address, Application application) throws IOException {
        var where = parse(address);
        var family = where instanceof UnixDomainSocketAddress
                ? StandardProtocolFamily.UNIX
                : ((InetSocketAddress) where).getAddress() instanceof java.net.Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET;
        var listener = ServerSocketChannel.open(family);
        try {
            // A process that died leaves its socket file behind, and nobody listens there.
            if (where instanceof UnixDomainSocketAddress unix) Files.deleteIfExists(unix.getPath());
            listener.bind(where);
            if (where instanceof UnixDomainSocketAddress unix)
                Files.setPosixFilePermissions(
                        unix.getPath(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            var bound = where instanceof InetSocketAddress inet
                    ? "tcp://" + inet.getAddress().getHostAddress() + ":"
                            + ((InetSocketAddress) listener.getLocalAddress()).getPort()
                    : address;
            var server = new AbciServer(listener, bound, application);
            server.thread.start();
            return server;
        } catch (IOException | RuntimeException failure) {
            listener.close();
            throw new IOException("cannot listen for CometBFT on " + address + ": " + failure.getMessage(), failure);
        }
    }

    /// Where it listens, with the port that was free if 0 was asked for.
    public String address() {
        return address;
    }

    @Override
    public void close() {
        closeQuietly(listener);
        for (var connection : open) closeQuietly(connection);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (true) {
            try {
                var channel = listener.accept();
                if (open.size() >= CONNECTIONS_MAX) {
                    LOG.warn("a connection beyond the limit was closed", "limit", CONNECTIONS_MAX);
                    closeQuietly(channel);
                    continue;
                }
                open.add(channel);
                Thread.ofVirtual().name("abci-connection").start(() -> serve(channel));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException failure) {
                LOG.error("no more connections from CometBFT", failure);
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new AbciConnection(channel, application).run();
        } catch (ClosedChannelException _) {
            LOG.debug("a connection was closed by us");
        } catch (IOException failure) {
            LOG.warn("a connection from CometBFT ended", "reason", String.valueOf(failure.getMessage()));
        } finally {
            open.remove(channel);
        }
    }

    private static SocketAddress parse(String address) throws IOException {
        if (address.startsWith("unix://")) return UnixDomainSocketAddress.of(Path.of(address.substring(7)));
        int colon = address.lastIndexOf(':');
        if (!address.startsWith("tcp://") || colon < 6)
            throw new IOException("'" + address + "' is neither unix:///path nor tcp://127.0.0.1:port");
        var host = InetAddress.getByName(address.substring(6, colon));
        if (!host.isLoopbackAddress())
            throw new IOException(address + " is not on loopback; CometBFT runs on the same machine as its node");
        try {
            return new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            throw new IOException("'" + address + "' has no port");
        }
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            channel.close();
        } catch (IOException | UncheckedIOException failure) {
            LOG.debug("closing a connection failed", "reason", String.valueOf(failure.getMessage()));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
