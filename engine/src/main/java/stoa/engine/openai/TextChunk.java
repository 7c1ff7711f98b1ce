// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import stoa.kit.json.JsonCursor;
import stoa.kit.json.JsonCursor.BadJson;

/// The commonest chunk of a streamed chat, a piece of text of the only choice and nothing else, read in one pass
/// without a tree: this runs once a token. Whatever holds more, or is malformed, is left to `Chunks`.
///
/// @param text empty in the chunk that names the role or the end
/// @param finish the engine's finish reason; null while it writes
record TextChunk(String text, @Nullable String finish) {
    private static final int MEMBER_DEPTH = 1;
    private static final int CHOICE_DEPTH = 3;
    private static final int DELTA_DEPTH = 4;

    /// Null when it is anything else.
    static @Nullable TextChunk of(String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return new Reading(new JsonCursor(bytes, 0, bytes.length)).chunk();
        } catch (BadJson _) {
            return null;
        }
    }

    private static final class Reading {
        private final JsonCursor in;
        private boolean plain = true;
        private boolean choiceSeen;
        private boolean deltaSeen;
        private @Nullable String text;
        private @Nullable String finish;

        Reading(JsonCursor in) {
            this.in = in;
        }

        @Nullable
        TextChunk chunk() throws BadJson {
            in.expect('{');
            do {
                in.string();
                boolean choices = in.is("choices");
                boolean telling = in.is("usage") || in.is("error");
                in.expect(':');
                if (choices) choices();
                else if (telling) nothing();
                else in.skip(MEMBER_DEPTH);
            } while (plain && in.take(','));
            if (!plain || !deltaSeen) return null;
            in.expect('}');
            return in.peek() < 0 ? new TextChunk(text == null ? "" : text, finish) : null;
        }

        private void choices() throws BadJson {
            plain = !choiceSeen;
            choiceSeen = true;
            in.expect('[');
            if (!plain || in.take(']')) return;
            choice();
            if (plain) plain = in.take(']');
        }

        private void choice() throws BadJson {
            in.expect('{');
            do {
                in.string();
                boolean delta = in.is("delta");
                boolean finishes = in.is("finish_reason");
                boolean telling = in.is("logprobs") || in.is("message") || in.is("text");
                in.expect(':');
                if (delta) delta();
                else if (finishes) finish();
                else if (telling) nothing();
                else in.skip(CHOICE_DEPTH);
            } while (plain && in.take(','));
            if (plain) in.expect('}');
        }

        private void delta() throws BadJson {
            plain = !deltaSeen;
            deltaSeen = true;
            in.expect('{');
            if (!plain || in.take('}')) return;
            do {
                in.string();
                boolean content = in.is("content");
                boolean role = in.is("role");
                in.expect(':');
                if (content && text == null && in.peek() == '"') {
                    in.string();
                    text = in.text();
                } else if (role) {
                    in.skip(DELTA_DEPTH);
                } else {
                    nothing();
                }
            } while (plain && in.take(','));
            if (plain) in.expect('}');
        }

        private void finish() throws BadJson {
            if (in.peek() == '"' && finish == null) {
                in.string();
                finish = in.text();
            } else {
                nothing();
            }
        }

        private void nothing() throws BadJson {
            if (in.peek() == 'n') in.word("null");
            else plain = false;
        }
    }
}
