// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import stoa.kit.crypto.ConstantTime;
import stoa.kit.crypto.RandomBytes;
import stoa.kit.sql.Sql;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.ModelId;

/// All API keys, in the books and at hand in memory. Other gateways may share the books: [#refresh] learns what
/// they did.
public final class KeyStore {
    private static final int KEYS_MOST = 1_000_000;
    private static final String COLUMNS =
            "id, hint, label, models, delegation, total_obol, period_obol, period_seconds,"
                    + " request_obol, requests_per_minute, tokens_per_minute, created_seconds, expires_seconds, revoked_seconds";

    private final Sql sql;
    private final InstantSource clock;
    private final Map<Hash, Entry> byHash = new ConcurrentHashMap<>();
    private final Map<Long, Entry> byId = new ConcurrentHashMap<>();

    private record Entry(Hash hash, KeyAccount account) {}

    /// A key that was just made: the only time its text is known.
    public record Minted(String text, ApiKey key) {}

    public KeyStore(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
        refresh();
    }

    /// The account of a key as a caller sent it; empty when there is none.
    public Optional<KeyAccount> find(String text) {
        if (!KeyText.minted(text)) return Optional.empty();
        var hash = KeyText.hash(text);
        var entry = byHash.get(hash);
        if (entry == null || !ConstantTime.equal(entry.hash.bytes(), hash.bytes())) return Optional.empty();
        return Optional.of(entry.account);
    }

    public Optional<KeyAccount> byId(long id) {
        return Optional.ofNullable(byId.get(id)).map(Entry::account);
    }

    public Stream<KeyAccount> accounts() {
        return byId.values().stream().map(Entry::account);
    }

    /// Makes a key with these terms; `id`, `hint` and times of the draft are replaced.
    public Minted create(ApiKey draft) {
        if (byId.size() >= KEYS_MOST) throw new IllegalStateException("there are as many keys as there may be");
        var text = KeyText.mint();
        long id = Bytes.getLong(RandomBytes.next(8), 0) >>> 1 | 1;
        var key = new ApiKey(
                id,
                KeyText.hint(text),
                draft.label(),
                draft.models(),
                draft.delegation(),
                draft.totalObol(),
                draft.periodObol(),
                draft.periodSeconds(),
                draft.requestObol(),
                draft.requestsPerMinute(),
                draft.tokensPerMinute(),
                clock.millis() / 1_000,
                draft.expiresSeconds(),
                0);
        var hash = KeyText.hash(text);
        sql.update(
                "INSERT INTO api_keys (hash, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                hash.toString(),
                id,
                key.hint(),
                key.label(),
                String.join(",", key.models().stream().map(ModelId::name).toList()),
                key.delegation(),
                key.totalObol(),
                key.periodObol(),
                key.periodSeconds(),
                key.requestObol(),
                key.requestsPerMinute(),
                key.tokensPerMinute(),
                key.createdSeconds(),
                key.expiresSeconds(),
                0L);
        add(new Row(hash, key));
        return new Minted(text, key);
    }

    /// From now on the key is refused; false when there is no such key, or it is revoked already.
    public boolean revoke(long id) {
        int touched = sql.update(
                "UPDATE api_keys SET revoked_seconds = ? WHERE id = ? AND revoked_seconds = 0",
                clock.millis() / 1_000,
                id);
        refresh();
        return touched > 0;
    }

    /// Oldest first.
    public List<ApiKey> list() {
        return rows().stream().map(Row::key).toList();
    }

    /// Learns of keys made or revoked elsewhere.
    public void refresh() {
        for (var row : rows()) add(row);
    }

    private record Row(Hash hash, ApiKey key) {}

    private void add(Row row) {
        var entry = byId.computeIfAbsent(row.key.id(), _ -> new Entry(row.hash, new KeyAccount(row.key)));
        entry.account.update(row.key);
        byHash.put(row.hash, entry);
    }

    private List<Row> rows() {
        return sql.query(
                "SELECT hash, " + COLUMNS + " FROM api_keys ORDER BY created_seconds, id",
                row -> new Row(Hash.parse(row.getString("hash")), key(row)));
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getLong("id"),
                row.getString("hint"),
                row.getString("label"),
                models(row.getString("models")),
                row.getLong("delegation"),
                row.getLong("total_obol"),
                row.getLong("period_obol"),
                row.getLong("period_seconds"),
                row.getLong("request_obol"),
                row.getLong("requests_per_minute"),
                row.getLong("tokens_per_minute"),
                row.getLong("created_seconds"),
                row.getLong("expires_seconds"),
                row.getLong("revoked_seconds"));
    }

    private static List<ModelId> models(String joined) {
        var out = new ArrayList<ModelId>();
        for (var name : joined.split(",")) if (!name.isEmpty()) out.add(new ModelId(name));
        return out;
    }
}
