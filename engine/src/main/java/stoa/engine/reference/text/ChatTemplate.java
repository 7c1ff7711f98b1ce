// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stoa.engine.EngineException;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Metadata;
import stoa.engine.reference.jinja.Template;
import stoa.engine.reference.jinja.TemplateError;
import stoa.kit.json.Json;

/// How a conversation becomes one prompt: ChatML, recognised by its text, or the template of the model's file. One that
/// cannot be read is refused when a chat is asked for, because running it half would give the model a prompt it never
/// saw.
public sealed interface ChatTemplate {
    /// The tokens of a conversation, up to where the assistant begins to speak.
    int[] encode(Tokenizer tokenizer, ArrayNode messages, ArrayNode tools) throws EngineException;

    /// Whether the model is told of tools by the template itself.
    default boolean tellsTools() {
        return false;
    }

    static ChatTemplate of(Metadata m, Tokenizer tokenizer) throws MalformedModel {
        var template = m.text("tokenizer.chat_template").orElse("");
        if (template.isEmpty()) return new Unknown("has no chat template");
        if (!ChatMl.recognises(template)) {
            try {
                return new Written(Template.parse(template), template.contains("tools"));
            } catch (TemplateError e) {
                return new Unknown("has a chat template this engine does not read (" + e.getMessage() + ")");
            }
        }
        var begin = tokenizer.control("<|im_start|>");
        var end = tokenizer.control("<|im_end|>");
        if (begin.isEmpty() || end.isEmpty())
            throw new MalformedModel("the chat template is ChatML, but the tokenizer lacks <|im_start|> or <|im_end|>");
        return new ChatMl(begin.getAsInt(), end.getAsInt());
    }

    /// Chats cannot be served; text can.
    record Unknown(String why) implements ChatTemplate {
        @Override
        public int[] encode(Tokenizer tokenizer, ArrayNode messages, ArrayNode tools) throws EngineException {
            throw EngineException.unsupported(
                    "This model " + why + ", so it cannot chat here; use /v1/completions or another engine.");
        }
    }

    /// The template of the file, run for each conversation.
    record Written(Template template, boolean tellsTools) implements ChatTemplate {
        @Override
        public int[] encode(Tokenizer tokenizer, ArrayNode messages, ArrayNode tools) throws EngineException {
            var plain = Json.array();
            for (var message : messages) {
                var copy = ((ObjectNode) message).deepCopy();
                // Templates expect a text; a call's message has none.
                copy.put("role", ChatMl.role(message)).put("content", ChatMl.spoken(message));
                plain.add(copy);
            }
            Map<String, JsonNode> given = new TreeMap<>();
            given.put("messages", plain);
            if (!tools.isEmpty()) given.put("tools", tools);
            Map<String, Object> own = new TreeMap<>();
            own.put("add_generation_prompt", true);
            own.put("bos_token", tokenizer.startName());
            own.put("eos_token", tokenizer.endName());
            try {
                return tokenizer.encodeOwn(template.render(own, given));
            } catch (TemplateError e) {
                var words =
                        "The model's chat template " + (e.refusal() ? "refuses this: " : "failed: ") + e.getMessage();
                throw e.refusal() ? ChatMl.wrong(words) : EngineException.unsupported(words);
            }
        }
    }

    /// `<|im_start|>role⏎content<|im_end|>⏎` for each message.
    record ChatMl(int begin, int end) implements ChatTemplate {
        private static final String TEXT =
                "{%formessageinmessages%}{{'<|im_start|>'+message['role']+'\\n'+message['content']"
                        + "+'<|im_end|>'+'\\n'}}{%endfor%}{%ifadd_generation_prompt%}{{'<|im_start|>assistant\\n'}}{%endif%}";
        private static final List<String> ROLES =
                List.of("system", "developer", "user", "assistant", "tool", "function");

        static boolean recognises(String template) {
            var bare = template.replace("{%-", "{%")
                    .replace("-%}", "%}")
                    .replaceAll("[ \\t\\r\\n]", "")
                    .replace('"', '\'')
                    .replace("message.role", "message['role']")
                    .replace("message.content", "message['content']")
                    .replace("<|im_end|>\\n", "<|im_end|>'+'\\n");
            return bare.equals(TEXT);
        }

        @Override
        public int[] encode(Tokenizer tokenizer, ArrayNode messages, ArrayNode tools) throws EngineException {
            var out = new int[64];
            int size = 0;
            var newline = tokenizer.encode("\n");
            for (var message : messages) {
                var said = tokenizer.encode(role(message) + "\n" + content(message));
                out = Bpe.grown(out, size, said.length + newline.length + 2);
                out[size++] = begin;
                System.arraycopy(said, 0, out, size, said.length);
                size += said.length;
                out[size++] = end;
                System.arraycopy(newline, 0, out, size, newline.length);
                size += newline.length;
            }
            var reply = tokenizer.encode("assistant\n");
            out = Bpe.grown(out, size, reply.length + 1);
            out[size++] = begin;
            System.arraycopy(reply, 0, out, size, reply.length);
            return Arrays.copyOf(out, size + reply.length);
        }

        private static String role(JsonNode message) throws EngineException {
            var role = message.path("role").asText();
            if (!ROLES.contains(role))
                throw wrong("'messages' holds the unknown role '" + (role.length() > 40 ? role.substring(0, 40) : role)
                        + "'.");
            return switch (role) {
                case "developer" -> "system";
                case "function" -> "tool";
                default -> role;
            };
        }

        /// A string, a list of text parts, or nothing beside tool calls, which then stand in its place.
        private static String content(JsonNode message) throws EngineException {
            var calls = message.path("tool_calls");
            boolean silent =
                    message.path("content").isNull() || message.path("content").isMissingNode();
            return silent && calls.isArray() ? calls.toString() : spoken(message);
        }

        private static String spoken(JsonNode message) throws EngineException {
            var content = message.path("content");
            if (content.isTextual()) return content.textValue();
            if (content.isArray()) {
                var text = new StringBuilder();
                for (var part : content) {
                    if (!part.path("text").isTextual())
                        throw wrong("This model reads text only; a message holds a part of type '"
                                + part.path("type").asText("unknown") + "'.");
                    text.append(part.path("text").textValue());
                }
                return text.toString();
            }
            if (content.isNull() || content.isMissingNode()) return "";
            throw wrong("'messages' holds content that is neither text nor a list of parts.");
        }

        private static EngineException wrong(String message) {
            return EngineException.badRequest(message, "messages", "invalid_value");
        }
    }
}
