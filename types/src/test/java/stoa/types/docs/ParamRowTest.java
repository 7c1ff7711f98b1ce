// SPDX-License-Identifier: Apache-2.0
package stoa.types.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.CourtParams;
import stoa.types.Params;

public class ParamRowTest {
    private static final long SEATS_MOST = 64;

    /// Parameters with these values in the order of the rows; an owner's seats are cut to the seats.
    public static Params params(long[] values, long[] court) {
        var all = values.clone();
        int seats = place("seats");
        int ownerSeats = place("ownerSeats");
        if (all[ownerSeats] <= SEATS_MOST) all[ownerSeats] = Math.min(all[ownerSeats], Math.max(all[seats], 1));
        return record(Params.class, all, record(CourtParams.class, court, null));
    }

    private static <T> T record(Class<T> record, long[] values, Object last) {
        var components = record.getRecordComponents();
        var types = new Class<?>[components.length];
        var arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (i == values.length) arguments[i] = last;
            else arguments[i] = types[i] == boolean.class ? (Object) (values[i] == 1) : number(types[i], values[i]);
        }
        try {
            return record.getConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException cause) throw cause;
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void every_parameter_has_its_row_in_order() {
        var names = new ArrayList<String>();
        for (var component : Params.class.getRecordComponents()) names.add(component.getName());
        assertEquals("court", names.removeLast());
        assertEquals(names, ParamRow.ALL.stream().map(ParamRow::name).toList());
        var court = new ArrayList<String>();
        for (var component : CourtParams.class.getRecordComponents()) court.add("court." + component.getName());
        assertEquals(court, ParamRow.COURT.stream().map(ParamRow::name).toList());
        var least = values(ParamRow.ALL);
        for (int i = 0; i < least.length; i++)
            least[i] = i == place("seats") ? SEATS_MOST : ParamRow.ALL.get(i).least();
        var leastCourt = ParamRow.COURT.stream().mapToLong(ParamRow::least).toArray();
        var params = params(least, leastCourt);
        for (int i = 0; i < least.length; i++)
            assertEquals(least[i], ParamRow.ALL.get(i).get().applyAsLong(params), names.get(i));
        for (int i = 0; i < leastCourt.length; i++)
            assertEquals(leastCourt[i], ParamRow.COURT.get(i).get().applyAsLong(params), court.get(i));
    }

    @Test
    void the_printed_ranges_are_the_ones_checked() {
        for (var rows : List.of(ParamRow.ALL, ParamRow.COURT))
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i);
                if (row.unit().equals("yes 1, no 0")) continue;
                int place = i;
                for (long legal : new long[] {row.least(), row.most()})
                    assertEquals(legal, row.get().applyAsLong(with(rows, place, legal)), row.name());
                assertThrows(IllegalArgumentException.class, () -> with(rows, place, row.least() - 1), row.name());
                if (row.most() < Integer.MAX_VALUE)
                    assertThrows(IllegalArgumentException.class, () -> with(rows, place, row.most() + 1), row.name());
            }
    }

    private static Params with(List<ParamRow> rows, int place, long value) {
        var values = values(ParamRow.ALL);
        values[place("seats")] = SEATS_MOST;
        values[place("ownerSeats")] = 1;
        var court = values(ParamRow.COURT);
        (rows.equals(ParamRow.ALL) ? values : court)[place] = value;
        return params(values, court);
    }

    private static long[] values(List<ParamRow> rows) {
        return rows.stream()
                .mapToLong(row -> row.get().applyAsLong(Params.local()))
                .toArray();
    }

    private static int place(String name) {
        for (int i = 0; i < ParamRow.ALL.size(); i++)
            if (ParamRow.ALL.get(i).name().equals(name)) return i;
        throw new IllegalArgumentException(name);
    }

    private static Object number(Class<?> type, long value) {
        return type == int.class ? (Object) Math.toIntExact(value) : (Object) value;
    }
}
