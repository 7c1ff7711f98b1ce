// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.Samples;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;

class CommittedBlockTest {
    private static final long SEED = System.nanoTime();
    private final Samples samples = new Samples(SEED);
    private final Random random = new Random(SEED);

    @Test
    void every_kind_of_event_is_read_as_it_was_written() {
        for (var kind : stoa.types.Samples.kinds(Event.class)) {
            for (int i = 0; i < 40; i++) {
                var event = (Event) samples.any(kind);
                var out = new Writer();
                EventCodec.write(out, event);
                var in = new Reader(out.toBytes());
                assertEquals(event, EventCodec.read(in), "seed " + SEED);
                in.end();
            }
        }
    }

    @Test
    void a_block_is_read_as_it_was_written() {
        for (int i = 0; i < 20; i++) {
            var block = block(random.nextInt(6));
            var again = CommittedBlock.decode(block.encode());
            assertEquals(block.header(), again.header());
            assertEquals(block.hash(), again.hash());
            assertEquals(block.beginEvents(), again.beginEvents());
            assertEquals(block.endEvents(), again.endEvents());
            assertArrayEquals(block.encode(), again.encode(), "seed " + SEED);
            assertEquals(block.events().toList(), again.events().toList());
        }
    }

    @Test
    void a_block_cut_or_changed_anywhere_is_corrupt_or_another_block() {
        byte[] bytes = block(2).encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(Corrupt.class, () -> CommittedBlock.decode(cut));
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            try {
                byte[] again = CommittedBlock.decode(changed).encode();
                assertArrayEquals(changed, again, "two spellings, seed " + SEED + ", byte " + at);
            } catch (Corrupt _) {
                // said so: that is all a block can do about damage
            }
        }
    }

    @Test
    void a_header_changed_in_any_field_has_another_hash() {
        var header = block(1).header();
        var hash = header.hash(HASHING);
        byte[] bytes = header.encode();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertNotEquals(hash, HASHING.sha256(changed));
        }
        assertEquals(header, parsed(bytes));
    }

    @Test
    void a_header_in_an_unknown_encoding_is_refused() {
        byte[] bytes = block(0).header().encode();
        bytes[0] = 9;
        assertThrows(Malformed.class, () -> Reader.parse(bytes, Header::read));
    }

    @Test
    void the_list_root_is_that_of_rfc_6962() {
        assertEquals(
                Hash.parse("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                Roots.root(List.of(), HASHING));
        assertEquals(
                Hash.parse("0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
                Roots.root(List.of(new byte[0]), HASHING));
        var three = List.of(new byte[] {0}, new byte[] {1}, new byte[] {2});
        var left = HASHING.sha256(new byte[] {1}, leaf(0).bytes(), leaf(1).bytes());
        assertEquals(HASHING.sha256(new byte[] {1}, left.bytes(), leaf(2).bytes()), Roots.root(three, HASHING));
    }

    @Test
    void the_results_root_sees_every_part_of_a_result() {
        var block = block(3);
        var root = Roots.results(block.beginEvents(), block.txs(), block.endEvents(), HASHING);
        var tx = block.txs().getFirst();
        for (var changed : List.of(
                new CommittedTx(
                        0, tx.hash(), tx.sender(), tx.raw(), tx.refused(), tx.gasUsed() + 1, tx.fee(), tx.events()),
                new CommittedTx(
                        0,
                        tx.hash(),
                        tx.sender(),
                        tx.raw(),
                        tx.refused(),
                        tx.gasUsed(),
                        tx.fee().plus(new Amount(1)),
                        tx.events()),
                new CommittedTx(
                        0,
                        tx.hash(),
                        tx.sender(),
                        tx.raw(),
                        tx.refused(),
                        tx.gasUsed(),
                        tx.fee(),
                        List.of(new Event.Incident(1, "x"))))) {
            var txs = new ArrayList<>(block.txs());
            txs.set(0, changed);
            assertNotEquals(root, Roots.results(block.beginEvents(), txs, block.endEvents(), HASHING));
        }
        assertNotEquals(root, Roots.results(block.endEvents(), block.txs(), block.beginEvents(), HASHING));
        assertNotEquals(Roots.txs(block.txs(), HASHING), Roots.txs(block.txs().reversed(), HASHING));
    }

    private static Hash leaf(int item) {
        return HASHING.sha256(new byte[] {0}, new byte[] {(byte) item});
    }

    private static Header parsed(byte[] bytes) {
        var in = new Reader(bytes);
        var header = Header.read(in);
        in.end();
        return header;
    }

    private CommittedBlock block(int count) {
        var txs = new ArrayList<CommittedTx>();
        for (int i = 0; i < count; i++) {
            byte[] raw = new byte[random.nextInt(200)];
            random.nextBytes(raw);
            Optional<Reason> refused = random.nextBoolean() ? Optional.empty() : Optional.of(samples.any(Reason.class));
            txs.add(new CommittedTx(
                    i,
                    samples.any(Hash.class),
                    samples.any(Address.class),
                    raw,
                    refused,
                    random.nextInt(1 << 20),
                    new Amount(random.nextInt(1 << 20)),
                    events(i)));
        }
        var header = new Header(
                random.nextInt(1 << 20),
                random.nextInt(1 << 30),
                samples.any(Hash.class),
                samples.any(Hash.class),
                samples.any(Hash.class),
                samples.any(Hash.class),
                samples.any(Address.class),
                samples.any(SeedSignature.class),
                samples.any(Hash.class),
                count,
                random.nextInt(1 << 30));
        return new CommittedBlock(header, header.hash(HASHING), txs, events(2), events(1));
    }

    private List<Event> events(int count) {
        var kinds = Event.class.getPermittedSubclasses();
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) events.add((Event) samples.any(kinds[random.nextInt(kinds.length)]));
        return events;
    }
}
