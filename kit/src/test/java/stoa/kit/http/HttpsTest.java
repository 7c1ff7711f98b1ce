// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.http.HttpFailure.Kind;

/// With a certificate for `localhost` that the JDK's own `keytool` makes.
class HttpsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    @Test
    void a_certificate_must_be_trusted_and_be_for_the_name() throws Exception {
        var context = context();
        var connections = new AtomicInteger();
        var before = SSLContext.getDefault();
        try (var server = serve(context, connections);
                var client = new HttpClient(HttpClientConfig.defaults())) {
            var named = HttpCall.get(URI.create("https://localhost:" + server.getLocalPort() + "/"), PATIENCE);
            var numbered = HttpCall.get(URI.create("https://127.0.0.1:" + server.getLocalPort() + "/"), PATIENCE);
            assertEquals(
                    Kind.UNREACHABLE,
                    assertThrows(HttpFailure.class, () -> client.send(named)).kind());
            SSLContext.setDefault(context);
            assertEquals("ok", client.send(named).text());
            int used = connections.get();
            assertEquals("ok", client.send(named).text());
            assertEquals(used, connections.get(), "kept");
            assertEquals(
                    Kind.UNREACHABLE,
                    assertThrows(HttpFailure.class, () -> client.send(numbered)).kind());
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private SSLContext context() throws Exception {
        var file = directory.resolve("keys");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        var said = new String(made.getInputStream().readAllBytes());
        assertTrue(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0, said);
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("a", store.getCertificate("a"));
        trusted.init(trust);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static SSLServerSocket serve(SSLContext context, AtomicInteger connections) throws IOException {
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = (SSLSocket) server.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException _) {
                    return;
                }
            }
        });
        return server;
    }

    private static void answer(SSLSocket socket) {
        try (socket) {
            var talk = new FakeServer.Talk(socket, new java.util.concurrent.CopyOnWriteArrayList<>());
            while (talk.request() != null) talk.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        } catch (IOException _) {
            // a client that does not trust us
        }
    }
}
