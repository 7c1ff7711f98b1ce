// SPDX-License-Identifier: Apache-2.0
package stoa.kit.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// All measurements of one name: a cell for each combination of label values.
final class Family<C> {
    static final String[] NO_LABELS = {};
    private static final String OVERFLOW = "other";

    private final String name;
    private final String type;
    private final String help;
    private final Supplier<C> maker;
    private final Class<C> cellClass;
    private final String[] labels;
    // By rendered labels, so that rendering is in order and needs no escaping.
    private final Map<String, C> cells = new ConcurrentSkipListMap<>();

    Family(String name, String type, String help, Supplier<C> maker, Class<C> cellClass, String... labels) {
        if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) throw new IllegalArgumentException("not a metric name: " + name);
        for (var label : labels)
            if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*") || label.equals("le"))
                throw new IllegalArgumentException("not a label name: " + label);
        this.name = name;
        this.type = type;
        this.help = help;
        this.maker = maker;
        this.cellClass = cellClass;
        this.labels = labels.clone();
        if (labels.length == 0) cells.put("", maker.get());
    }

    void requireSame(String otherType, Class<?> otherClass, String[] otherLabels) {
        if (!type.equals(otherType) || cellClass != otherClass || !Arrays.equals(labels, otherLabels))
            throw new IllegalArgumentException("two different metrics are named " + name);
    }

    /// The cell for these values. A metric with labels, asked without, gives a cell that nothing renders: it must be
    /// used through `with`.
    C cell(String[] values) {
        if (values.length == 0 && labels.length > 0) return maker.get();
        if (values.length != labels.length)
            throw new IllegalArgumentException(name + " has the labels " + List.of(labels));
        var key = rendered(values);
        var known = cells.get(key);
        if (known != null) return known;
        if (cells.size() >= Metrics.SERIES_MAX) {
            var others = new String[labels.length];
            Arrays.fill(others, OVERFLOW);
            key = rendered(others);
        }
        return cells.computeIfAbsent(key, _ -> maker.get());
    }

    private String rendered(String[] values) {
        if (labels.length == 0) return "";
        var out = new StringBuilder();
        for (int i = 0; i < labels.length; i++) {
            if (i > 0) out.append(',');
            out.append(labels[i]).append("=\"").append(escapeLabel(values[i])).append('"');
        }
        return out.toString();
    }

    void render(StringBuilder out) {
        if (cells.isEmpty()) return;
        out.append("# HELP ").append(name).append(' ').append(escapeHelp(help)).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        cells.forEach((labelText, cell) -> {
            switch (cell) {
                case LongAdder counter -> line(out, "", labelText, Long.toString(counter.sum()));
                case AtomicLong gauge -> line(out, "", labelText, number(Double.longBitsToDouble(gauge.get())));
                case DoubleSupplier asked -> line(out, "", labelText, number(asked.getAsDouble()));
                case Metrics.Buckets buckets -> buckets(out, labelText, buckets);
                default -> throw new IllegalStateException("unknown cell " + cell.getClass());
            }
        });
    }

    private void buckets(StringBuilder out, String labelText, Metrics.Buckets buckets) {
        var edges = buckets.edges();
        var counts = buckets.cumulative();
        for (int i = 0; i < counts.length; i++) {
            var edge = i == edges.length ? "+Inf" : number(edges[i]);
            var le = (labelText.isEmpty() ? "" : labelText + ",") + "le=\"" + edge + "\"";
            line(out, "_bucket", le, Long.toString(counts[i]));
        }
        line(out, "_sum", labelText, number(buckets.sum()));
        line(out, "_count", labelText, Long.toString(counts[counts.length - 1]));
    }

    private void line(StringBuilder out, String suffix, String labelText, String value) {
        out.append(name).append(suffix);
        if (!labelText.isEmpty()) out.append('{').append(labelText).append('}');
        out.append(' ').append(value).append('\n');
    }

    private static String number(double value) {
        if (Double.isNaN(value)) return "NaN";
        if (Double.isInfinite(value)) return value > 0 ? "+Inf" : "-Inf";
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static String escapeHelp(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String escapeLabel(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
}
