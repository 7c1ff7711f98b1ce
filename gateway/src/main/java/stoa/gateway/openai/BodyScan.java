// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.openai;

import stoa.gateway.rules.Affinity;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Face;
import stoa.kit.json.JsonCursor;

/// The few things the gateway must know of a request body, found in one pass without building a tree. Everything
/// else in it is the engine's affair and passes on as it came, byte for byte.
///
/// @param stream whether the caller wants server-sent events
/// @param tokensMost of one choice; `Ask.UNLIMITED` when the caller set no limit
/// @param choices `n`, times the number of prompts of a text completion
/// @param affinity the same for all turns of a conversation of one key
public record BodyScan(String model, boolean stream, long tokensMost, int choices, long affinity) {
    private static final int CHOICES_MOST = 10_000;
    /// More of a conversation's beginning than this tells conversations no better apart.
    private static final int PREFIX_MOST = 64 << 10;

    /// Refuses what is not a JSON object with a `model`, and the few fields that decide how the gateway itself acts.
    ///
    /// @param seed of the key, for the affinity
    public static BodyScan of(Face face, byte[] body, long seed) {
        try {
            return new Scan(face, body, seed).read();
        } catch (JsonCursor.BadJson bad) {
            throw ApiError.badRequest("The body is not valid JSON: " + bad.getMessage() + ".", null, null);
        }
    }

    /// Later wins among what identifies a conversation.
    private enum Hint {
        NONE,
        PREFIX,
        USER,
        CACHE_KEY
    }

    private static final class Scan {
        private final Face face;
        private final byte[] body;
        private final long seed;
        private final JsonCursor in;
        private String model = "";
        private boolean modelSeen;
        private boolean streamSeen;
        private boolean stream;
        private long tokensOld = Ask.UNLIMITED;
        private long tokensNew = Ask.UNLIMITED;
        private long n = 1;
        private long prompts = 1;
        private Hint hint = Hint.NONE;
        private long affinity = Affinity.NONE;

        Scan(Face face, byte[] body, long seed) {
            this.face = face;
            this.body = body;
            this.seed = seed;
            this.in = new JsonCursor(body, 0, body.length);
        }

        BodyScan read() throws JsonCursor.BadJson {
            if (in.peek() != '{') throw new JsonCursor.BadJson("an object must stand", in.at());
            in.expect('{');
            if (!in.take('}')) {
                do {
                    in.string();
                    field();
                } while (in.take(','));
                in.expect('}');
            }
            if (in.peek() >= 0) throw new JsonCursor.BadJson("something follows the object", in.at());
            if (!modelSeen) throw ApiError.badRequest("you must provide a model parameter", "model", null);
            long tokens = tokensNew != Ask.UNLIMITED ? tokensNew : tokensOld;
            int choices = Math.clamp(n * prompts, 1, CHOICES_MOST);
            return new BodyScan(model, stream, tokens, choices, affinity);
        }

        /// The cursor has just taken a name of the outermost object.
        private void field() throws JsonCursor.BadJson {
            if (in.is("model")) model();
            else if (in.is("stream")) stream();
            else if (in.is("max_tokens")) tokensOld = limit();
            else if (in.is("max_completion_tokens")) tokensNew = limit();
            else if (in.is("n")) n = Math.min(CHOICES_MOST, orElse(whole(), 1));
            else if (in.is("user")) hint(Hint.USER);
            else if (in.is("prompt_cache_key")) hint(Hint.CACHE_KEY);
            else if (in.is("messages") && face == Face.CHAT) messages();
            else if (in.is("prompt") && face == Face.COMPLETIONS) prompt();
            else skip();
        }

        private void model() throws JsonCursor.BadJson {
            in.expect(':');
            if (modelSeen) throw twice("model");
            if (in.peek() != '"') throw ApiError.badRequest("'model' must be a string.", "model", "invalid_type");
            in.string();
            model = in.text();
            modelSeen = true;
        }

        private void stream() throws JsonCursor.BadJson {
            in.expect(':');
            if (streamSeen) throw twice("stream");
            streamSeen = true;
            int first = in.peek();
            if (first != 't' && first != 'f' && first != 'n')
                throw ApiError.badRequest("'stream' must be true or false.", "stream", "invalid_type");
            stream = first == 't';
            in.skip(1);
        }

        private long limit() throws JsonCursor.BadJson {
            return orElse(whole(), Ask.UNLIMITED);
        }

        /// A whole number of 0 or more; anything else is `MIN_VALUE`, for the engine to refuse.
        private long whole() throws JsonCursor.BadJson {
            in.expect(':');
            int first = in.peek();
            if (first == '-' || first >= '0' && first <= '9') return in.number();
            in.skip(1);
            return Long.MIN_VALUE;
        }

        private static long orElse(long value, long otherwise) {
            return value < 0 ? otherwise : value;
        }

        private void hint(Hint kind) throws JsonCursor.BadJson {
            in.expect(':');
            if (in.peek() != '"') {
                in.skip(1);
                return;
            }
            in.string();
            affinity(kind, in.textFrom(), in.textTo());
        }

        private void affinity(Hint kind, int from, int to) {
            if (kind.compareTo(hint) <= 0 || from == to) return;
            hint = kind;
            affinity = Affinity.of(seed, body, from, Math.min(to, from + PREFIX_MOST));
        }

        /// A conversation is told by its messages up to the user's first: those come again in every later turn.
        private void messages() throws JsonCursor.BadJson {
            in.expect(':');
            if (in.peek() != '[') {
                in.skip(1);
                return;
            }
            in.expect('[');
            int from = in.at();
            if (in.take(']')) return;
            boolean found = false;
            do {
                boolean user = message();
                if (user && !found) affinity(Hint.PREFIX, from, in.at());
                found |= user;
            } while (in.take(','));
            if (!found) affinity(Hint.PREFIX, from, in.at());
            in.expect(']');
        }

        /// Whether its role is the user's.
        private boolean message() throws JsonCursor.BadJson {
            if (in.peek() != '{') {
                in.skip(2);
                return false;
            }
            in.expect('{');
            if (in.take('}')) return false;
            boolean user = false;
            do {
                in.string();
                boolean role = in.is("role");
                in.expect(':');
                boolean text = in.peek() == '"';
                in.skip(3);
                user |= role && text && in.is("user");
            } while (in.take(','));
            in.expect('}');
            return user;
        }

        private void prompt() throws JsonCursor.BadJson {
            in.expect(':');
            in.peek();
            int from = in.at();
            if (in.peek() == '[') {
                in.expect('[');
                int first = in.peek();
                boolean several = first == '"' || first == '[';
                long items = 0;
                if (!in.take(']')) {
                    do {
                        in.skip(2);
                        items++;
                    } while (in.take(','));
                    in.expect(']');
                }
                prompts = several ? Math.min(items, CHOICES_MOST) : 1;
            } else {
                in.skip(1);
            }
            affinity(Hint.PREFIX, from, in.at());
        }

        private void skip() throws JsonCursor.BadJson {
            in.expect(':');
            in.skip(1);
        }

        /// Two values would let host and gateway read different ones.
        private static ApiError twice(String name) {
            return ApiError.badRequest("'" + name + "' is given twice.", name, null);
        }
    }
}
