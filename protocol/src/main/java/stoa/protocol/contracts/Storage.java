// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Blob;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.contract.Outcome;
import stoa.types.event.Event;
import stoa.types.state.StorageKey;
import stoa.types.state.Tables;

/// Contracts' slots: sparse memory of zeros, in pages, once as accepted and once as final. [CTR-7]
final class Storage {
    private static final int PAGE = StorageKey.PAGE;

    private Storage() {}

    // ── reading ──

    /// The outcome posted last; it was read when it was posted.
    static Outcome outcome(State state, long caseId) {
        try {
            return Outcome.parse(state.find(Tables.OUTCOMES, caseId).orElseThrow());
        } catch (Malformed malformed) {
            throw new IllegalStateException("a posted outcome cannot be read", malformed);
        }
    }

    /// `length` bytes of a slot of the accepted state.
    static byte[] read(State state, Address contract, Hash slot, long offset, int length) {
        var bytes = new byte[length];
        for (long at = offset; at < offset + length; ) {
            int inPage = (int) (at % PAGE);
            int count = (int) Math.min(PAGE - inPage, offset + length - at);
            var page = page(state, new StorageKey(contract, false, slot, at / PAGE));
            int there = Math.min(count, page.length - inPage);
            if (there > 0) System.arraycopy(page, inPage, bytes, (int) (at - offset), there);
            at += count;
        }
        return bytes;
    }

    private static byte[] page(State state, StorageKey key) {
        return state.find(Tables.STORAGE, key).map(Blob::bytes).orElse(Bytes.EMPTY);
    }

    // ── evolve ──

    static void posted(Draft draft, Event.Contracts.OutcomePosted event) {
        draft.put(Tables.OUTCOMES, event.caseId(), event.outcome());
    }

    static void accepted(Draft draft, Event.Contracts.OutcomeAccepted event) {
        var call = Queue.call(draft, event.caseId());
        apply(draft, call.contract(), false, outcome(draft, event.caseId()).writes(), null);
        draft.put(Tables.CONTRACT_CALLS, event.caseId(), call.asAccepted(true));
    }

    static void finalized(Draft draft, Event.Contracts.OutcomeFinalized event) {
        var call = Queue.call(draft, event.caseId());
        apply(draft, call.contract(), true, outcome(draft, event.caseId()).writes(), null);
    }

    /// [CTR-8] Pages that were written from this place on are as final, and as those before this place left them.
    static void rolledBack(Draft draft, Event.Contracts.StorageRolledBack event) {
        var contract = event.contract();
        var touched = new TreeSet<StorageKey>();
        for (var row : Queue.after(draft, contract, event.place())) {
            var call = Queue.call(draft, row.value());
            if (call.accepted()) {
                for (var write : outcome(draft, row.value()).writes()) touch(contract, write, touched);
                draft.put(Tables.CONTRACT_CALLS, row.value(), call.asAccepted(false));
            }
            draft.remove(Tables.OUTCOMES, row.value());
        }
        for (var key : touched) {
            var last = page(draft, new StorageKey(contract, true, key.slot(), key.page()));
            put(draft, key, last);
        }
        for (var row : Queue.after(draft, contract, 0)) {
            if (row.key().place() >= event.place()) return;
            if (Queue.call(draft, row.value()).accepted())
                apply(draft, contract, false, outcome(draft, row.value()).writes(), touched);
        }
    }

    private static void touch(Address contract, Outcome.SlotWrite write, TreeSet<StorageKey> touched) {
        long last = (write.offset() + write.bytes().length() - 1) / PAGE;
        for (long page = write.offset() / PAGE; page <= last; page++)
            touched.add(new StorageKey(contract, false, write.slot(), page));
    }

    /// @param only the pages to write; null for all
    private static void apply(
            Draft draft,
            Address contract,
            boolean finalized,
            List<Outcome.SlotWrite> writes,
            @org.jspecify.annotations.Nullable TreeSet<StorageKey> only) {
        for (var write : writes) {
            byte[] bytes = write.bytes().bytes();
            for (int done = 0; done < bytes.length; ) {
                long at = write.offset() + done;
                int inPage = (int) (at % PAGE);
                int count = Math.min(PAGE - inPage, bytes.length - done);
                var key = new StorageKey(contract, finalized, write.slot(), at / PAGE);
                if (only == null || only.contains(key)) {
                    var page = Arrays.copyOf(page(draft, key), PAGE);
                    System.arraycopy(bytes, done, page, inPage, count);
                    put(draft, key, page);
                }
                done += count;
            }
        }
    }

    /// Zeros at a page's end are not kept, and neither is a page of zeros.
    private static void put(Draft draft, StorageKey key, byte[] page) {
        int length = page.length;
        while (length > 0 && page[length - 1] == 0) length--;
        if (length == 0) draft.remove(Tables.STORAGE, key);
        else draft.put(Tables.STORAGE, key, new Blob(Arrays.copyOf(page, length)));
    }
}
