// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import stoa.kit.http.WebSocket;

class MailboxTest {
    private static final int ROOM = 10;

    private final Wire wire = new Wire();
    private final Mailbox mailbox = new Mailbox(wire, ROOM);

    @Test
    void news_and_answers_leave_in_order() throws Exception {
        mailbox.start();
        wire.open();
        mailbox.answer("one");
        mailbox.news("two");
        mailbox.answer("three");
        assertEquals("one", wire.next());
        assertEquals("two", wire.next());
        assertEquals("three", wire.next());
        mailbox.close();
    }

    @Test
    void answers_wait_for_room() throws Exception {
        mailbox.start();
        mailbox.answer("12345");
        mailbox.answer("67890");
        var through = new CountDownLatch(1);
        var answering = Thread.startVirtualThread(() -> {
            mailbox.answer("more");
            through.countDown();
        });
        while (answering.getState() != Thread.State.WAITING) Thread.yield();
        assertEquals(1, through.getCount());
        wire.open();
        assertTrue(through.await(20, TimeUnit.SECONDS));
        assertEquals("12345", wire.next());
        assertEquals("67890", wire.next());
        assertEquals("more", wire.next());
        mailbox.close();
    }

    @Test
    void one_message_larger_than_the_room_still_fits_an_empty_box() throws Exception {
        mailbox.start();
        wire.open();
        mailbox.news("x".repeat(50));
        assertEquals(50, wire.next().length());
        mailbox.close();
    }

    @Test
    void news_without_room_ends_the_connection_behind_what_is_on_its_way() throws Exception {
        mailbox.start();
        mailbox.news("12345");
        wire.sending.acquire(); // "12345" is on its way and stuck
        mailbox.news("67890");
        mailbox.news("overrun");
        wire.open();
        assertEquals("12345", wire.next());
        assertEquals("close 1013", wire.next());
        mailbox.answer("never waits again");
    }

    @Test
    void whoever_waits_is_let_go_when_the_connection_ends() throws Exception {
        mailbox.start();
        mailbox.answer("1234567890");
        var answering = Thread.startVirtualThread(() -> mailbox.answer("more"));
        while (answering.getState() != Thread.State.WAITING) Thread.yield();
        mailbox.close();
        answering.join();
    }

    @Test
    void a_broken_wire_ends_the_box() throws Exception {
        mailbox.start();
        wire.broken = true;
        wire.open();
        mailbox.news("lost");
        wire.sending.acquire();
        for (int i = 0; i < 100; i++) mailbox.answer("1234567890");
    }

    /// A WebSocket whose sends wait until it is opened.
    private static final class Wire implements WebSocket {
        private final CountDownLatch open = new CountDownLatch(1);
        private final LinkedBlockingQueue<String> left = new LinkedBlockingQueue<>();
        private final Semaphore sending = new Semaphore(0);
        private volatile boolean broken;

        void open() {
            open.countDown();
        }

        String next() throws InterruptedException {
            return String.valueOf(left.poll(20, TimeUnit.SECONDS));
        }

        @Override
        public void send(String text) throws IOException {
            sending.release();
            try {
                open.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            if (broken) throw new IOException("broken");
            left.add(text);
        }

        @Override
        public void close(int code, String reason) {
            left.add("close " + code);
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }
    }
}
