// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkRelayTest {
    private static final int TIMEOUT_MILLIS = 20_000;

    private ServerSocket echo;
    private LinkRelay relay;
    private int port;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answer);
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        relay = LinkRelay.start(port, echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        echo.close();
    }

    @Test
    void bytes_pass_both_ways() throws IOException {
        try (var socket = connect()) {
            assertEquals(42, said(socket));
        }
    }

    @Test
    void a_cut_ends_what_passes_and_refuses_what_comes_until_it_is_healed() throws IOException {
        try (var before = connect()) {
            assertEquals(42, said(before));
            relay.cut(true);
            assertTrue(over(before));
            try (var during = connect()) {
                assertTrue(over(during));
            }
        }
        relay.cut(false);
        try (var after = connect()) {
            assertEquals(42, said(after));
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static int said(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        return socket.getInputStream().read();
    }

    private static boolean over(Socket socket) {
        try {
            return said(socket) == -1;
        } catch (java.net.SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void answer() {
        while (!echo.isClosed()) {
            try {
                var socket = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        for (int b = socket.getInputStream().read();
                                b >= 0;
                                b = socket.getInputStream().read())
                            socket.getOutputStream().write(b);
                    } catch (IOException over) {
                        return;
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }
}
