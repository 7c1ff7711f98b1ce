// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.Feature;
import stoa.engine.FinishReason;
import stoa.engine.ModelCard;
import stoa.engine.Piece;
import stoa.engine.Prompt;
import stoa.engine.Requests;
import stoa.engine.Sampling;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.check.Finding.Verdict;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Asks a live engine everything a host will ask of it, and tells what works. About twenty short answers.
public final class EngineCheck {
    private static final String SELLS_NOTHING = "cannot be served";
    private static final String PROVES_NOTHING = "sells, but proves no compute: no weight, no seats by weight";
    private static final int TOP = 5;
    private static final int ALIKE_TOKENS = 8;
    private static final int CALLERS = 6;

    private final Engine engine;
    private final String question;
    private final List<Finding> findings = new ArrayList<>();
    private final ModelCard card;

    private EngineCheck(Engine engine, String question) throws EngineException {
        this.engine = engine;
        this.question = question;
        this.card = engine.models().getFirst();
    }

    /// @param question one the model answers with at least eight tokens
    /// @throws EngineException when the engine does not even list its model
    public static List<Finding> run(Engine engine, String question) throws EngineException, InterruptedException {
        var check = new EngineCheck(engine, question);
        check.all();
        return List.copyOf(check.findings);
    }

    /// The findings as JSON.
    public static ObjectNode json(String name, List<Finding> findings) {
        var out = Json.object().put("engine", name);
        var list = out.putArray("findings");
        for (var finding : findings)
            list.addObject()
                    .put("rule", finding.rule())
                    .put("name", finding.name())
                    .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
                    .put("detail", finding.detail())
                    .put("cost", finding.cost());
        return out;
    }

    /// The findings as a Markdown table.
    public static String table(List<Finding> findings) {
        var out = new StringBuilder("| rule | what | verdict | seen | cost |\n|---|---|---|---|---|");
        for (var f : findings)
            out.append(String.format(
                    Locale.ROOT,
                    "%n| %s | %s | %s | %s | %s |",
                    f.rule(),
                    f.name(),
                    f.verdict().name().toLowerCase(Locale.ROOT),
                    f.detail().replace('\n', ' ').replace('|', '/'),
                    f.cost()));
        return out.toString();
    }

    /// A question to the engine: what was seen, or why it is wrong or missing.
    private interface Ask {
        String ask() throws EngineException, InterruptedException, Wrong;
    }

    private static final class Wrong extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Wrong(String what) {
            super(what, null, false, false);
        }
    }

    private void all() throws InterruptedException {
        find("ENG-1", "lists its model", "prices and prompts cannot be bounded before they are sent", this::listed);
        find("ENG-2", "answers a chat", SELLS_NOTHING, this::chats);
        find("ENG-2", "counts tokens", "what it sells cannot be metered", this::counts);
        find("ENG-3", "keeps to max_tokens", "a payer's limit does not hold", this::limits);
        find("ENG-3", "ends at stop strings", "callers who use them get too much text", this::stops);
        find("ENG-4", "greedy answers repeat", "checks need a wider profile", this::repeats);
        find("ENG-4", "a seed repeats an answer", "callers cannot repeat an answer", this::seeds);
        find("ENG-4", "answers do not depend on neighbours", "checks need a wider profile", this::together);
        find("ENG-5", "stops when the caller leaves", "work nobody pays for", this::cancels);
        find("ENG-6", "tells log-probabilities", PROVES_NOTHING, this::logprobs);
        find("ENG-7", "takes raw tokens", PROVES_NOTHING, this::tokens);
        find("ENG-8", "scores given tokens", PROVES_NOTHING, this::scores);
        find(
                "ENG-9",
                "draws with the canonical sampler",
                "no share of work rewards; reputation stops at 50",
                this::sampler);
        find("ENG-10", "refuses what does not fit", "callers see a failure instead of a reason", this::refuses);
        find("ENG-11", "calls tools", "requests with demanded tools fail", this::tools);
        find("ENG-11", "keeps to a schema", "requests with a response format fail", this::schema);
        find("ENG-12", "makes embeddings", "embedding requests are refused", this::embeds);
    }

    private void find(String rule, String name, String cost, Ask ask) throws InterruptedException {
        try {
            findings.add(new Finding(rule, name, Verdict.WORKS, ask.ask(), ""));
        } catch (Wrong e) {
            findings.add(new Finding(rule, name, Verdict.WRONG, String.valueOf(e.getMessage()), cost));
        } catch (EngineException e) {
            // A refusal is an answer; anything else is a fault.
            boolean refused = e.kind() == Kind.UNSUPPORTED || e.kind() == Kind.BAD_REQUEST;
            findings.add(new Finding(
                    rule, name, refused ? Verdict.MISSING : Verdict.WRONG, String.valueOf(e.getMessage()), cost));
        }
    }

    private String listed() throws Wrong {
        if (card.contextTokens().isEmpty()) throw new Wrong("the engine does not tell its context");
        return card.id() + ", context " + card.contextTokens().getAsInt();
    }

    private String chats() throws EngineException, Wrong {
        var answer = ask(chat());
        if (answer.text().isBlank()) throw new Wrong("the answer is empty");
        return answer.pieces.size() + " pieces";
    }

    private String counts() throws EngineException, Wrong {
        var answer = ask(chat());
        var usage = answer.completion.usage();
        if (usage.input() <= 0 || usage.output() <= 0) throw new Wrong("the answer came without usage");
        return usage.input() + " in, " + usage.output() + " out";
    }

    private String limits() throws EngineException, Wrong {
        var answer = ask(Requests.chat(body().put("max_tokens", 3)));
        if (answer.completion.usage().output() != 3)
            throw new Wrong("3 asked, " + answer.completion.usage().output() + " made");
        if (answer.completion.finishReason() != FinishReason.LENGTH) throw new Wrong("the finish reason is not length");
        return "3 tokens, length";
    }

    private String stops() throws EngineException, Wrong {
        var whole = ask(chat()).text();
        if (whole.length() < 6) throw new Wrong("the answer is too short to be cut");
        var stop = whole.substring(whole.length() / 2, whole.length() / 2 + 2);
        var cut = ask(Requests.chat(body().put("stop", stop))).text();
        if (!cut.equals(whole.substring(0, whole.indexOf(stop))))
            throw new Wrong("the text was not cut before the stop string");
        return "cut where it must be";
    }

    private String repeats() throws EngineException, Wrong {
        var first = ask(chat()).text();
        for (int i = 0; i < 2; i++) if (!ask(chat()).text().equals(first)) throw new Wrong("two greedy answers differ");
        return "three answers alike";
    }

    private String seeds() throws EngineException, Wrong {
        var body = body().put("temperature", 1).put("seed", 42).put("max_tokens", ALIKE_TOKENS);
        var first = ask(Requests.chat(body)).text();
        if (!ask(Requests.chat(body)).text().equals(first)) throw new Wrong("two answers with one seed differ");
        return "two answers alike";
    }

    private String together() throws EngineException, InterruptedException, Wrong {
        var alone = ask(chat()).text();
        Callable<String> call = () -> ask(chat()).text();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : callers.invokeAll(Collections.nCopies(CALLERS, call)))
                if (!each.get().equals(alone)) throw new Wrong("an answer beside others differs from one alone");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException ours) throw ours;
            throw new Wrong("a caller among " + CALLERS + " failed");
        }
        return CALLERS + " at once, all alike";
    }

    private String cancels() throws EngineException, Wrong {
        var pieces = new ArrayList<Piece>();
        var completion = engine.complete(chat(), piece -> {
            pieces.add(piece);
            return pieces.size() < 2;
        });
        if (completion.finishReason() != FinishReason.CANCELLED && pieces.size() > 2)
            throw new Wrong("pieces came after the caller had left");
        return pieces.size() < 2 ? "the answer came in one piece" : "left after two pieces";
    }

    private String logprobs() throws EngineException, Wrong {
        var answer = ask(Requests.chat(
                body().put("logprobs", true).put("top_logprobs", TOP).put("max_tokens", ALIKE_TOKENS)));
        if (answer.tokens().isEmpty()) throw EngineException.unsupported("no log-probabilities came");
        for (var token : answer.tokens()) {
            double sum = 0;
            double last = 0;
            for (var each : token.top()) {
                if (!(each.logprob() <= last + 1e-6))
                    throw new Wrong("alternatives are not in falling order, or above 1");
                last = each.logprob();
                sum += Math.exp(each.logprob());
            }
            if (token.top().size() < TOP) throw new Wrong("fewer than " + TOP + " alternatives");
            if (sum > 1 + 1e-4) throw new Wrong("probabilities sum to " + sum);
        }
        return TOP + " alternatives a token";
    }

    private String tokens() throws EngineException, Wrong {
        var answer = ask(raw(prompt(), ALIKE_TOKENS));
        if (answer.tokens().isEmpty()) throw EngineException.unsupported("no tokens were told");
        for (var token : answer.tokens())
            if (token.chosen().id() < 0) throw EngineException.unsupported("tokens are told by text only");
        return answer.tokens().size() + " tokens by number";
    }

    private String scores() throws EngineException, Wrong {
        var prompt = prompt();
        var made = ask(raw(prompt, ALIKE_TOKENS)).tokens();
        var all = Arrays.copyOf(prompt, prompt.length + made.size());
        for (int i = 0; i < made.size(); i++)
            all[prompt.length + i] = made.get(i).chosen().id();
        if (made.isEmpty() || Arrays.stream(all).anyMatch(id -> id < 0))
            throw EngineException.unsupported("without tokens by number there is nothing to score");
        var scores = engine.score(new ScoreRequest(card.id(), all, TOP));
        double worst = 0;
        for (int i = 0; i < made.size(); i++) {
            var one = made.get(i).chosen().logprob();
            var other = scores.positions().get(prompt.length + i - 1).chosen().logprob();
            worst = Math.max(worst, Math.abs(one - other));
        }
        if (!(worst < 0.5)) throw new Wrong("a score is " + worst + " from what was said when answering");
        return String.format(
                Locale.ROOT,
                "within %.4f of its own answer, %s",
                worst,
                scores.method() == Scores.Method.PROMPT ? "in one go" : "position by position (slow)");
    }

    private String sampler() throws EngineException {
        if (card.features().contains(Feature.CANONICAL)) return "announced";
        throw EngineException.unsupported("not announced; see spec/sampler.md and integrations/python");
    }

    private String refuses() throws Wrong, EngineException {
        int context = card.contextTokens().orElseThrow(() -> EngineException.unsupported("the context is not known"));
        try {
            var huge = " word".repeat(Math.min(context, 1 << 20) * 2);
            var body = Json.object().put("model", card.id()).put("max_tokens", 1);
            body.putArray("messages").addObject().put("role", "user").put("content", huge);
            ask(Requests.chat(body));
        } catch (EngineException e) {
            if (e.kind() == Kind.CONTEXT_LENGTH) return "refused as too long";
            throw new Wrong("refused as " + e.kind() + ": " + e.getMessage());
        }
        throw new Wrong("a prompt beyond the context was answered");
    }

    private String tools() throws EngineException, Wrong {
        var body = body().put("tool_choice", "required").put("max_tokens", 200);
        var function =
                body.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "note").put("description", "Notes a colour.");
        var parameters = function.putObject("parameters").put("type", "object");
        parameters
                .putObject("properties")
                .putObject("colour")
                .put("type", "string")
                .putArray("enum")
                .add("red")
                .add("blue");
        parameters.putArray("required").add("colour");
        var answer = ask(Requests.chat(body));
        if (answer.pieces.stream()
                .noneMatch(p -> p instanceof Piece.Delta part && part.delta().has("tool_calls")))
            throw new Wrong("a demanded tool call did not come");
        return "called";
    }

    private String schema() throws EngineException, Wrong {
        var body = body().put("max_tokens", 200);
        var wrapped =
                body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
        var schema = wrapped.put("name", "colour")
                .put("strict", true)
                .putObject("schema")
                .put("type", "object");
        schema.putObject("properties")
                .putObject("colour")
                .put("type", "string")
                .putArray("enum")
                .add("red")
                .add("blue");
        schema.putArray("required").add("colour");
        schema.put("additionalProperties", false);
        try {
            var colour =
                    Json.parse(ask(Requests.chat(body)).text()).path("colour").asText();
            if (!colour.equals("red") && !colour.equals("blue")) throw new Wrong("the answer does not fit the schema");
        } catch (MalformedJson e) {
            throw new Wrong("the answer is not JSON");
        }
        return "kept";
    }

    private String embeds() throws EngineException, Wrong {
        var body = Json.object().put("model", card.id());
        body.putArray("input").add("one").add("two");
        var vectors = engine.embed(Requests.embedding(body)).vectors();
        if (vectors.size() != 2) throw new Wrong("two inputs, " + vectors.size() + " vectors");
        return vectors.getFirst().length + " elements";
    }

    private ObjectNode body() {
        var body = Json.object().put("model", card.id()).put("temperature", 0).put("max_tokens", 64);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return body;
    }

    private CompletionRequest chat() throws EngineException {
        return Requests.chat(body());
    }

    /// Ids every vocabulary has.
    private static int[] prompt() {
        return new int[] {5, 17, 42, 8, 23, 11};
    }

    private CompletionRequest raw(int[] ids, int most) {
        return new CompletionRequest(
                card.id(),
                new Prompt.Tokens(ids),
                Sampling.GREEDY,
                OptionalInt.of(most),
                List.of(),
                OptionalInt.of(TOP),
                Json.object());
    }

    private Answer ask(CompletionRequest request) throws EngineException {
        var pieces = new ArrayList<Piece>();
        var completion = engine.complete(request, piece -> {
            pieces.add(piece);
            return true;
        });
        return new Answer(pieces, completion);
    }

    private record Answer(List<Piece> pieces, stoa.engine.Completion completion) {
        String text() {
            var out = new StringBuilder();
            for (var piece : pieces) if (piece instanceof Piece.Text part) out.append(part.text());
            return out.toString();
        }

        List<stoa.engine.TokenLogprob> tokens() {
            var out = new ArrayList<stoa.engine.TokenLogprob>();
            for (var piece : pieces) if (piece instanceof Piece.Text part) out.addAll(part.tokens());
            return out;
        }
    }
}
