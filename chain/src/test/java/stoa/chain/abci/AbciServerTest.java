// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Net;
import stoa.types.codec.Malformed;
import stoa.types.codec.ProtoReader;
import stoa.types.codec.ProtoWriter;
import stoa.types.codec.Utf8;

/// The socket protocol, byte by byte.
class AbciServerTest {
    @TempDir
    Path directory;

    private final FakeApplication application = new FakeApplication();
    private AbciServer server;

    @BeforeEach
    void listen() throws IOException {
        Net.quiet();
        server = AbciServer.listen("tcp://127.0.0.1:0", application);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answers_come_in_the_order_of_requests_however_many_are_sent_at_once() throws Exception {
        try (var peer = connect()) {
            int most = 500;
            for (int i = 0; i < most; i++)
                peer.send(8, new ProtoWriter().bytes(1, Utf8.encode("tx" + i)).toBytes());
            peer.send(2, new byte[0]);
            for (int i = 0; i < most; i++) assertEquals("tx" + i, peer.text(9, 3));
            assertEquals(3, peer.kind());
        }
    }

    @Test
    void an_echo_comes_back_and_flush_answers_itself() throws Exception {
        try (var peer = connect()) {
            peer.send(1, new ProtoWriter().string(1, "merhaba").toBytes());
            peer.send(2, new byte[0]);
            assertEquals("merhaba", peer.text(2, 1));
            assertEquals(3, peer.kind());
        }
    }

    @Test
    void every_field_of_a_decided_block_arrives() throws Exception {
        try (var peer = connect()) {
            peer.send(
                    20,
                    new ProtoWriter()
                            .always(1, Utf8.encode("one"))
                            .always(1, new byte[0])
                            .message(2, commit -> commit.varint(1, 3))
                            .message(3, evidence -> evidence.varint(1, 1)
                                    .message(
                                            2, who -> who.bytes(1, new byte[20]).varint(3, 9))
                                    .varint(3, 41)
                                    .timestamp(4, 77, 5)
                                    .varint(5, 100))
                            .bytes(4, new byte[32])
                            .varint(5, 42)
                            .timestamp(6, 1_800_000_000L, 999)
                            .bytes(8, new byte[20])
                            .toBytes());
            assertEquals(21, peer.kind());
        }
        var seen = (Request.FinalizeBlock) application.seen.getFirst();
        assertEquals(42, seen.height());
        assertEquals(1_800_000_000L, seen.timeSeconds());
        assertEquals(2, seen.txs().size());
        assertArrayEquals(Utf8.encode("one"), seen.txs().getFirst());
        var evidence = seen.misbehavior().getFirst();
        assertEquals(1, evidence.kind());
        assertEquals(9, evidence.power());
        assertEquals(41, evidence.height());
        assertEquals(100, evidence.totalPower());
    }

    @Test
    void a_message_larger_than_any_block_ends_the_connection_before_it_is_read() throws Exception {
        try (var peer = connect()) {
            peer.out.write(
                    new ProtoWriter().number(AbciConnection.MESSAGE_MAX + 1L).toBytes());
            peer.out.flush();
            assertEquals(-1, peer.in.read());
        }
    }

    @Test
    void a_length_that_never_ends_ends_the_connection() throws Exception {
        try (var peer = connect()) {
            peer.out.write(new byte[] {-1, -1, -1, -1, -1, -1, -1});
            peer.out.flush();
            assertEquals(-1, peer.in.read());
        }
    }

    @Test
    void nonsense_is_answered_with_an_exception_and_the_end() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            byte[] nonsense = new byte[1 + random.nextInt(60)];
            random.nextBytes(nonsense);
            nonsense[0] = (byte) 0x9a; // ProcessProposal, then whatever
            try (var peer = connect()) {
                peer.out.write(new ProtoWriter().raw(nonsense).toBytes());
                peer.out.flush();
                int kind = peer.kind();
                assertTrue(kind == 1 || kind == 18, "seed " + seed + ": response " + kind);
            }
        }
    }

    @Test
    void a_request_of_another_protocol_version_is_an_exception() throws Exception {
        try (var peer = connect()) {
            peer.send(7, new byte[0]); // BeginBlock of ABCI 1
            assertTrue(peer.text(1, 1).contains("not part of ABCI 2.0"));
            assertEquals(-1, peer.in.read());
        }
    }

    @Test
    void what_the_application_throws_stops_comet_with_its_words() throws Exception {
        application.failure = new IllegalStateException("the books do not balance");
        try (var peer = connect()) {
            peer.send(11, new byte[0]);
            assertEquals("the books do not balance", peer.text(1, 1));
            assertEquals(-1, peer.in.read());
        }
    }

    @Test
    void strangers_beyond_the_limit_are_hung_up_on() throws Exception {
        var peers = new ArrayList<Peer>();
        try {
            for (int i = 0; i < 16; i++) {
                var peer = connect();
                peers.add(peer);
                peer.send(1, new ProtoWriter().string(1, "here").toBytes());
                assertEquals("here", peer.text(2, 1));
            }
            try (var late = connect()) {
                assertEquals(-1, late.in.read());
            }
        } finally {
            for (var peer : peers) peer.close();
        }
    }

    @Test
    void a_socket_file_is_for_its_owner_alone_and_a_dead_one_is_replaced() throws Exception {
        var path = directory.resolve("abci.sock");
        Files.writeString(path, "left behind");
        try (var _ = AbciServer.listen("unix://" + path, application);
                var peer = new Peer(SocketChannel.open(UnixDomainSocketAddress.of(path)))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            peer.send(1, new ProtoWriter().string(1, "by file").toBytes());
            assertEquals("by file", peer.text(2, 1));
        }
    }

    @Test
    void it_listens_to_nobody_but_this_machine() {
        var refusal = assertThrows(IOException.class, () -> AbciServer.listen("tcp://0.0.0.0:26658", application));
        assertTrue(String.valueOf(refusal.getMessage()).contains("loopback"));
        assertThrows(IOException.class, () -> AbciServer.listen("http://127.0.0.1:1", application));
        assertThrows(IOException.class, () -> AbciServer.listen("tcp://127.0.0.1", application));
    }

    private Peer connect() throws IOException {
        var where = URI.create(server.address());
        return new Peer(SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", where.getPort())));
    }

    /// CometBFT's side of one connection.
    private static final class Peer implements AutoCloseable {
        private final SocketChannel channel;
        private final InputStream in;
        private final OutputStream out;

        Peer(SocketChannel channel) {
            this.channel = channel;
            this.in = Channels.newInputStream(channel);
            this.out = Channels.newOutputStream(channel);
        }

        void send(int kind, byte[] body) throws IOException {
            out.write(new ProtoWriter()
                    .raw(new ProtoWriter().always(kind, body).toBytes())
                    .toBytes());
        }

        /// The kind of the next response.
        int kind() throws IOException, Malformed {
            var message = message();
            assertTrue(message.next());
            return message.field();
        }

        /// A text field of the next response, which must be of this kind.
        String text(int kind, int field) throws IOException, Malformed {
            var message = message();
            assertTrue(message.next());
            assertEquals(kind, message.field());
            var body = message.message();
            while (body.next()) {
                if (body.field() == field) return body.string();
                body.skip();
            }
            return "";
        }

        private ProtoReader message() throws IOException {
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                int group = in.read();
                if (group < 0) throw new IOException("hung up");
                length |= (group & 0x7f) << shift;
                if (group < 0x80) break;
            }
            return new ProtoReader(in.readNBytes(length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Answers everything, remembers blocks, and fails when told to.
    private static final class FakeApplication implements Application {
        private final List<Request> seen = new ArrayList<>();
        private RuntimeException failure;

        @Override
        public Response.Info info(Request.Info request) {
            return new Response.Info("fake", "1", 1, 0, new byte[0]);
        }

        @Override
        public Response.InitChain initChain(Request.InitChain request) {
            return new Response.InitChain(new byte[32]);
        }

        @Override
        public Response.CheckTx checkTx(Request.CheckTx request) {
            return new Response.CheckTx(0, new String(request.tx(), java.nio.charset.StandardCharsets.UTF_8), 1);
        }

        @Override
        public Response.PrepareProposal prepareProposal(Request.PrepareProposal request) {
            return new Response.PrepareProposal(request.txs());
        }

        @Override
        public Response.ProcessProposal processProposal(Request.ProcessProposal request) {
            return new Response.ProcessProposal(true);
        }

        @Override
        public Response.FinalizeBlock finalizeBlock(Request.FinalizeBlock request) {
            seen.add(request);
            return new Response.FinalizeBlock(List.of(), List.of(), new byte[32]);
        }

        @Override
        public Response.Commit commit() {
            if (failure != null) throw failure;
            return new Response.Commit(0);
        }

        @Override
        public Response.Query query(Request.Query request) {
            return new Response.Query(0, "", new byte[0], new byte[0], new byte[0], 0);
        }

        @Override
        public Response.ListSnapshots listSnapshots() {
            return new Response.ListSnapshots(List.of());
        }

        @Override
        public Response.OfferSnapshot offerSnapshot(Request.OfferSnapshot request) {
            return new Response.OfferSnapshot(Response.Offer.REJECT);
        }

        @Override
        public Response.LoadSnapshotChunk loadSnapshotChunk(Request.LoadSnapshotChunk request) {
            return new Response.LoadSnapshotChunk(new byte[0]);
        }

        @Override
        public Response.ApplySnapshotChunk applySnapshotChunk(Request.ApplySnapshotChunk request) {
            return new Response.ApplySnapshotChunk(Response.Apply.ABORT, List.of(), List.of());
        }
    }
}
