// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CallRequest;
import stoa.types.chain.ChainInfo;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Header;
import stoa.types.chain.Simulated;
import stoa.types.chain.StateEntry;
import stoa.types.chain.Submitted;
import stoa.types.state.StateKey;
import stoa.types.state.Table;

/// The one way to the ledger for everything that is not the ledger: `node` plugs the chain in, elsewhere it is
/// [stoa.client.http.HttpLedger], and tests take [stoa.client.fake.FakeLedger]. Any thread may call anything.
///
/// A height is a block's number, or [#LATEST]. What cannot be answered is a [LedgerFailure]; a refusal is a value.
public interface Ledger extends AutoCloseable {
    /// Stands for the newest committed block at the moment of the call.
    long LATEST = -1;

    /// Most rows one scan gives.
    int SCAN_MOST = 1_000;

    /// Most blocks one call gives.
    int BLOCKS_MOST = 256;

    /// What names the network; never changes.
    ChainInfo info();

    /// The newest committed header.
    Header head();

    /// Takes a signed transaction; returns at once, before any block holds it. Submitting the same bytes again is
    /// harmless and answered with `ALREADY_KNOWN`.
    Submitted submit(byte[] raw);

    /// Tries a verb, or asks a view, on the state after `height`.
    Simulated simulate(CallRequest call, long height);

    /// The nonce the account's next transaction must have, those that wait here counted.
    long nextNonce(Address account);

    /// The bytes of a transaction that waits here for a block.
    Optional<byte[]> waiting(Hash hash);

    /// One value, or its absence, with its ICS-23 proof under the state root of `height`.
    StateEntry read(StateKey key, long height);

    /// One value without a proof: what a caller who trusts this ledger wants.
    Optional<byte[]> value(StateKey key, long height);

    /// The newest value of a table's row.
    default <K, V> Optional<V> get(Table<K, V> table, K key) {
        return get(table, key, LATEST);
    }

    default <K, V> Optional<V> get(Table<K, V> table, K key, long height) {
        return value(table.key(key), height).map(table::decode);
    }

    /// Rows of one table in the order of their keys, on the newest state.
    ///
    /// @param prefix only keys that begin with it; empty for all
    /// @param after only keys behind it; empty for the first page
    /// @param most rows at most, 1 to [#SCAN_MOST]
    List<Row> scan(byte table, byte[] prefix, byte[] after, int most);

    /// Blocks `from`, `from` + 1, … as far as they are committed and at most `most` (1 to [#BLOCKS_MOST]); fewer when
    /// they are large, at least one if there is one.
    List<CommittedBlock> blocks(long from, int most);

    /// Every block from `from` on, in order, each once, on a thread of its own. A receiver that throws gets the same
    /// block again a second later: nothing is ever left out.
    Subscription subscribe(long from, Consumer<CommittedBlock> receiver);

    @Override
    void close();

    /// A row as it is stored.
    record Row(byte[] key, byte[] value) {}

    /// A row as it is meant.
    record Entry<K, V>(K key, V value) {}

    /// Ends a subscription; the receiver is not called any more once `close` has returned, unless it closed itself.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /// One block; empty when it is not committed yet.
    default Optional<CommittedBlock> block(long height) {
        return blocks(height, 1).stream().findFirst();
    }

    /// All rows of a table whose keys begin with `prefix` (`Tables` makes prefixes; empty for all), in the order of
    /// their keys. Read page by page, so blocks committed meanwhile may show in later rows; more than `most` is a
    /// failure.
    default <K, V> List<Entry<K, V>> rows(Table<K, V> table, byte[] prefix, int most) {
        var rows = new ArrayList<Entry<K, V>>();
        var after = Bytes.EMPTY;
        while (true) {
            var page = scan(table.prefix(), prefix, after, SCAN_MOST);
            if (rows.size() + page.size() > most)
                throw LedgerFailure.tooMuch("table " + table.name() + " has more than " + most + " such rows");
            for (var row : page) rows.add(new Entry<>(table.keys().decode(row.key()), table.decode(row.value())));
            if (page.size() < SCAN_MOST) return rows;
            after = page.getLast().key();
        }
    }
}
