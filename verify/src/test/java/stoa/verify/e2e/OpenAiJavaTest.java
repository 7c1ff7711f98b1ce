// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The unmodified `com.openai:openai-java` against `./stoa up`.
class OpenAiJavaTest {
    private final LocalStoa stoa = LocalStoa.shared();
    private final OpenAIClient client = client(stoa.apiKey());

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(stoa.gateway())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder().model("stoa-tiny").addUserMessage(text);
    }

    @Test
    void a_question_is_answered_with_usage() {
        var answer = client.chat()
                .completions()
                .create(question("What is Stoa?").maxCompletionTokens(60).build());
        var choice = answer.choices().getFirst();
        assertFalse(choice.message().content().orElse("").isBlank(), "the model says something");
        var usage = answer.usage().orElseThrow();
        assertTrue(usage.promptTokens() > 0 && usage.completionTokens() > 0);
        assertEquals(usage.promptTokens() + usage.completionTokens(), usage.totalTokens());
        assertEquals("stoa-tiny", answer.model());
    }

    @Test
    void a_streamed_answer_is_the_same_text_in_pieces() {
        var params = question("What is a voucher?").temperature(0.0).maxCompletionTokens(60);
        var whole = client.chat().completions().create(params.build());
        var text = new StringBuilder();
        var pieces = new AtomicLong();
        var tokens = new AtomicLong();
        var streaming = params.streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (var stream = client.chat().completions().createStreaming(streaming)) {
            stream.stream().forEach(chunk -> {
                pieces.incrementAndGet();
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
                chunk.usage().ifPresent(usage -> tokens.set(usage.completionTokens()));
            });
        }
        assertEquals(whole.choices().getFirst().message().content().orElse(""), text.toString());
        assertEquals(whole.usage().orElseThrow().completionTokens(), tokens.get());
        assertTrue(pieces.get() > 3, "it came in pieces");
    }

    @Test
    void log_probabilities_come_with_each_token() {
        var answer = client.chat()
                .completions()
                .create(question("Hello")
                        .logprobs(true)
                        .topLogprobs(3)
                        .maxCompletionTokens(5)
                        .build());
        var content =
                answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
        assertFalse(content.isEmpty());
        content.forEach(token -> {
            assertTrue(token.logprob() <= 0);
            assertEquals(3, token.topLogprobs().size());
        });
    }

    @Test
    void several_choices_are_several_answers() {
        var answer = client.chat()
                .completions()
                .create(question("Tell me a story.")
                        .n(3)
                        .maxCompletionTokens(20)
                        .build());
        assertEquals(3, answer.choices().size());
    }

    @Test
    void a_wrong_key_an_unknown_model_and_a_bad_parameter_are_openai_errors() {
        assertThrows(UnauthorizedException.class, () -> client("sk-stoa-nobody")
                .chat()
                .completions()
                .create(question("Hello").build()));
        assertThrows(NotFoundException.class, () -> client.chat()
                .completions()
                .create(question("Hello").model("gpt-nothing").build()));
        var bad = assertThrows(BadRequestException.class, () -> client.chat()
                .completions()
                .create(question("Hello").temperature(9.0).build()));
        assertTrue(bad.getMessage().contains("temperature"), bad.getMessage());
    }

    @Test
    void models_are_listed() {
        var models = client.models().list().data();
        assertTrue(models.stream().anyMatch(model -> model.id().equals("stoa-tiny")));
        assertEquals("stoa-tiny", client.models().retrieve("stoa-tiny").id());
    }
}
