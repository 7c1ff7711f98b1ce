// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import stoa.vm.Effect;
import stoa.vm.Limits;

/// What a call leaves behind beside storage, with its limits.
final class Receipt {
    private static final int TRACES_MAX = 256;
    private static final int TRACE_CHARS_MAX = 2_000;

    private final Limits limits;
    final List<Effect> effects = new ArrayList<>();
    final List<byte[]> blocks = new ArrayList<>();
    final List<String> trace = new ArrayList<>();
    final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    OptionalInt disagreement = OptionalInt.empty();
    BigInteger spent = BigInteger.ZERO;
    private int bytes;

    Receipt(Limits limits) {
        this.limits = limits;
    }

    /// A place to come back to when what follows is not kept.
    record Mark(int effects, BigInteger spent, int bytes) {}

    Mark mark() {
        return new Mark(effects.size(), spent, bytes);
    }

    void backTo(Mark mark) {
        effects.subList(mark.effects, effects.size()).clear();
        spent = mark.spent;
        bytes = mark.bytes;
    }

    void add(Effect effect, int size) {
        boolean event = effect instanceof Effect.Event;
        long count = effects.stream()
                .filter(other -> other instanceof Effect.Event == event)
                .count();
        var what = event ? "out_of receipt event" : "out_of receipt message";
        if (count >= (event ? limits.events() : limits.messages())) throw new RunEnd(what);
        if (size > limits.receiptBytes() - bytes) throw new RunEnd(what);
        bytes += size;
        effects.add(effect);
    }

    void block(byte[] result) {
        if (blocks.size() >= limits.nondetBlocks()) throw new RunEnd("out_of nondet_blocks");
        blocks.add(result);
    }

    void disagree(int block) {
        if (disagreement.isEmpty()) disagreement = OptionalInt.of(block);
    }

    void trace(String line) {
        if (trace.size() < TRACES_MAX)
            trace.add(line.length() <= TRACE_CHARS_MAX ? line : line.substring(0, TRACE_CHARS_MAX));
    }

    void output(boolean error, byte[] text) {
        var to = error ? stderr : stdout;
        to.write(text, 0, Math.min(text.length, Math.max(0, limits.outputBytes() - to.size())));
    }

    void complain(String text) {
        output(true, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
