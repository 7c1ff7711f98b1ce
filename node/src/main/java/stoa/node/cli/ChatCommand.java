// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.SseReader;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// `stoa chat "…"`: one question through the gateway, streamed, with what it cost.
@Command(name = "chat", mixinStandardHelpOptions = true, description = "Ask a model one question through the gateway.")
final class ChatCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(60);

    @Mixin
    private Common common;

    @Parameters(paramLabel = "TEXT", description = "The question.")
    private String text;

    @Option(names = "--model", paramLabel = "ID", description = "Which model (default: the first the gateway offers).")
    private Optional<String> model = Optional.empty();

    @Option(names = "--gateway", paramLabel = "URL", description = "Another gateway, as in base_url: http://…/v1.")
    private Optional<URI> gateway = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File that holds the API key (default: the local network's; or the variable STOA_API_KEY).")
    private Optional<java.nio.file.Path> keyFile = Optional.empty();

    @Option(names = "--max-tokens", paramLabel = "N", description = "Longest answer.")
    private Optional<Integer> maxTokens = Optional.empty();

    @Override
    public Integer call() throws Exception {
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var base = gateway.isPresent()
                    ? Common.url("--gateway", gateway.get())
                    : URI.create(common.ready().gateway());
            var key = key();
            var body = Json.object().put("model", model.isPresent() ? model.get() : firstModel(http, base, key));
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
            maxTokens.ifPresent(most -> body.put("max_tokens", most));
            body.putArray("messages").addObject().put("role", "user").put("content", text);
            var call = HttpCall.post(URI.create(base + "/chat/completions"), "application/json", Json.write(body), WAIT)
                    .with("authorization", "Bearer " + key);
            return ask(http, call);
        }
    }

    private int ask(HttpClient http, HttpCall call) throws IOException {
        var answer = new StringBuilder();
        Optional<JsonNode> usage = Optional.empty();
        var note = "";
        try (var stream = http.stream(call)) {
            if (stream.status() != 200) throw new CliError(message(stream.readAll(1 << 20), stream.status()));
            var events = stream.events();
            for (var item = events.nextItem(); item != null; item = events.nextItem()) {
                switch (item) {
                    case SseReader.Item.Comment(var comment) -> note = comment;
                    case SseReader.Item.Event event when event.data().equals("[DONE]") -> {}
                    case SseReader.Item.Event event -> {
                        var chunk = Json.parse(event.data());
                        if (chunk.has("error"))
                            throw new CliError(Printable.of(
                                    chunk.path("error").path("message").asText("the answer broke off")));
                        var piece = chunk.path("choices")
                                .path(0)
                                .path("delta")
                                .path("content")
                                .asText("");
                        if (chunk.hasNonNull("usage")) usage = Optional.of(chunk.get("usage"));
                        answer.append(piece);
                        if (!common.json) {
                            common.out().print(Printable.text(piece));
                            common.out().flush();
                        }
                    }
                }
            }
        }
        if (common.json) {
            var out = Json.object().put("answer", answer.toString()).put("note", note);
            usage.ifPresent(used -> out.set("usage", used));
            common.print(out, "");
        } else {
            common.out().println();
            common.out().flush();
            common.err().println("(" + Printable.of(note) + ")");
        }
        return 0;
    }

    private String firstModel(HttpClient http, URI base, String key) throws IOException {
        var reply = http.send(HttpCall.get(URI.create(base + "/models"), WAIT).with("authorization", "Bearer " + key));
        if (!reply.ok()) throw new CliError(message(reply.body(), reply.status()));
        var id = Json.parse(reply.body()).path("data").path(0).path("id").asText("");
        if (id.isEmpty()) throw new CliError("the gateway offers no model right now");
        return id;
    }

    private String key() throws IOException {
        if (keyFile.isPresent())
            return java.nio.file.Files.readString(keyFile.get()).strip();
        var environment = System.getenv("STOA_API_KEY");
        if (environment != null && !environment.isBlank()) return environment.strip();
        return common.ready().apiKey();
    }

    /// The gateway's own words.
    static String message(byte[] body, int status) {
        try {
            var message = Json.parse(body).path("error").path("message").asText("");
            if (!message.isEmpty()) return Printable.of(message) + " (HTTP " + status + ")";
        } catch (MalformedJson e) {
            return "the gateway answered HTTP " + status;
        }
        return "the gateway answered HTTP " + status;
    }
}
