// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.openai;

import java.util.Optional;
import stoa.kit.json.JsonCursor;
import stoa.types.Usage;

/// What the gateway learns of an answer while passing it on: how much text was delivered, and the usage the answer
/// itself reports. Fed payload by payload, one pass each, no tree.
public final class AnswerScan {
    private static final String[] TEXT_NAMES = {
        "content", "text", "arguments", "name", "reasoning_content", "reasoning", "refusal"
    };

    private long contentBytes;
    private long events;
    private Optional<Usage> usage = Optional.empty();
    private boolean failed;

    /// One payload: a whole answer, or one `data:` of a stream. What is not JSON is counted as text: it was
    /// delivered.
    public void feed(byte[] payload, int from, int to) {
        long before = contentBytes;
        try {
            var in = new JsonCursor(payload, from, to);
            value(in, 0, false);
        } catch (JsonCursor.BadJson _) {
            contentBytes = Math.max(contentBytes, before + 1);
        }
        if (contentBytes > before) events++;
    }

    /// Bytes of text, names and arguments, escapes as written.
    public long contentBytes() {
        return contentBytes;
    }

    /// Payloads that held any.
    public long events() {
        return events;
    }

    public Optional<Usage> usage() {
        return usage;
    }

    /// Whether a payload was an error object.
    public boolean failed() {
        return failed;
    }

    private void value(JsonCursor in, int depth, boolean text) throws JsonCursor.BadJson {
        switch (in.peek()) {
            case '{' -> object(in, depth);
            case '[' -> array(in, depth);
            case '"' -> {
                in.string();
                if (text) contentBytes += in.textTo() - in.textFrom();
            }
            default -> in.skip(depth);
        }
    }

    private void object(JsonCursor in, int depth) throws JsonCursor.BadJson {
        if (depth >= JsonCursor.DEPTH_MAX) throw new JsonCursor.BadJson("nested too deep", in.at());
        in.expect('{');
        if (in.take('}')) return;
        do {
            in.string();
            boolean reports = depth == 0 && in.is("usage");
            boolean error = depth == 0 && in.is("error");
            boolean text = isText(in);
            in.expect(':');
            failed |= error && in.peek() == '{';
            if (reports && in.peek() == '{') usage(in);
            else value(in, depth + 1, text);
        } while (in.take(','));
        in.expect('}');
    }

    private void array(JsonCursor in, int depth) throws JsonCursor.BadJson {
        if (depth >= JsonCursor.DEPTH_MAX) throw new JsonCursor.BadJson("nested too deep", in.at());
        in.expect('[');
        if (in.take(']')) return;
        do value(in, depth + 1, false);
        while (in.take(','));
        in.expect(']');
    }

    private void usage(JsonCursor in) throws JsonCursor.BadJson {
        long prompt = 0;
        long completion = 0;
        long cached = 0;
        in.expect('{');
        if (in.take('}')) return;
        do {
            in.string();
            boolean isPrompt = in.is("prompt_tokens");
            boolean isCompletion = in.is("completion_tokens");
            boolean details = in.is("prompt_tokens_details");
            in.expect(':');
            if (isPrompt) prompt = number(in);
            else if (isCompletion) completion = number(in);
            else if (details && in.peek() == '{') cached = cached(in);
            else in.skip(2);
        } while (in.take(','));
        in.expect('}');
        usage = Optional.of(new Usage(Math.max(0, prompt - cached), Math.min(cached, prompt), completion));
    }

    private static long cached(JsonCursor in) throws JsonCursor.BadJson {
        long cached = 0;
        in.expect('{');
        if (in.take('}')) return 0;
        do {
            in.string();
            boolean wanted = in.is("cached_tokens");
            in.expect(':');
            if (wanted) cached = number(in);
            else in.skip(3);
        } while (in.take(','));
        in.expect('}');
        return cached;
    }

    /// A count of units within bounds; anything else counts as none.
    private static long number(JsonCursor in) throws JsonCursor.BadJson {
        int first = in.peek();
        if (first != '-' && (first < '0' || first > '9')) {
            in.skip(3);
            return 0;
        }
        return Math.clamp(in.number(), 0, Usage.MOST);
    }

    private static boolean isText(JsonCursor in) {
        for (var name : TEXT_NAMES) if (in.is(name)) return true;
        return false;
    }
}
