// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;

/// Columns as the types they stand for.
final class Columns {
    private Columns() {}

    static Address address(ResultSet row, String column) throws SQLException {
        var bytes = row.getBytes(column);
        return bytes.length == 0 ? Address.ZERO : Address.of(bytes);
    }

    static Hash hash(ResultSet row, String column) throws SQLException {
        return Hash.of(row.getBytes(column));
    }

    static Amount amount(ResultSet row, String column) throws SQLException {
        return new Amount(row.getLong(column));
    }

    static ModelId model(ResultSet row) throws SQLException {
        return new ModelId(row.getString("model"));
    }

    static Prices prices(ResultSet row, String prefix) throws SQLException {
        return new Prices(
                new Price(row.getLong(prefix + "_input")),
                new Price(row.getLong(prefix + "_cached")),
                new Price(row.getLong(prefix + "_output")));
    }

    /// A text with line feeds between names.
    static List<String> names(ResultSet row, String column) throws SQLException {
        var text = row.getString(column);
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }

    static List<ModelId> models(ResultSet row, String column) throws SQLException {
        return names(row, column).stream().map(ModelId::new).toList();
    }

    static List<Hash> topics(ResultSet row) throws SQLException {
        return Stream.of(row.getBytes("topic0"), row.getBytes("topic1"), row.getBytes("topic2"), row.getBytes("topic3"))
                .takeWhile(bytes -> bytes != null)
                .map(Hash::of)
                .toList();
    }
}
