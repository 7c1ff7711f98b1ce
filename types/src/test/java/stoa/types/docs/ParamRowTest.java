// SPDX-License-Identifier: Apache-2.0
package stoa.types.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;
import stoa.types.Params;

public class ParamRowTest {
    private static final long SEATS_MOST = 64;

    /// Parameters with these values in the order of the rows; an owner's seats are cut to the seats.
    public static Params params(long[] values) {
        var components = Params.class.getRecordComponents();
        var types = new Class<?>[components.length];
        var arguments = new Object[components.length];
        long seats = values[place("seats")];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            long value = components[i].getName().equals("ownerSeats") && values[i] <= SEATS_MOST
                    ? Math.min(values[i], Math.max(seats, 1))
                    : values[i];
            arguments[i] = types[i] == boolean.class ? (Object) (value == 1) : number(types[i], value);
        }
        try {
            return Params.class.getConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException cause) throw cause;
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void every_parameter_has_its_row_in_order() {
        var components = Params.class.getRecordComponents();
        assertEquals(components.length, ParamRow.ALL.size());
        var values = values(Params.local());
        for (int i = 0; i < components.length; i++) {
            assertEquals(components[i].getName(), ParamRow.ALL.get(i).name());
            values[i] = i == place("seats") ? SEATS_MOST : ParamRow.ALL.get(i).least();
        }
        var least = params(values);
        for (int i = 0; i < values.length; i++)
            assertEquals(values[i], ParamRow.ALL.get(i).get().applyAsLong(least), components[i].getName());
    }

    @Test
    void the_printed_ranges_are_the_ones_checked() {
        for (int i = 0; i < ParamRow.ALL.size(); i++) {
            var row = ParamRow.ALL.get(i);
            if (row.name().equals("sandbox")) continue;
            int place = i;
            for (long legal : new long[] {row.least(), row.most()})
                assertEquals(legal, row.get().applyAsLong(params(with(place, legal))), row.name());
            assertThrows(IllegalArgumentException.class, () -> params(with(place, row.least() - 1)), row.name());
            if (row.most() < Integer.MAX_VALUE)
                assertThrows(IllegalArgumentException.class, () -> params(with(place, row.most() + 1)), row.name());
        }
    }

    private static long[] with(int place, long value) {
        var values = values(Params.local());
        values[place("seats")] = SEATS_MOST;
        values[place("ownerSeats")] = 1;
        values[place] = value;
        return values;
    }

    private static long[] values(Params params) {
        var values = new long[ParamRow.ALL.size()];
        for (int i = 0; i < values.length; i++)
            values[i] = ParamRow.ALL.get(i).get().applyAsLong(params);
        return values;
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
