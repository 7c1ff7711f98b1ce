// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.Piece;
import stoa.engine.Prompt;
import stoa.engine.Sampling;
import stoa.engine.ScoreRequest;
import stoa.engine.TokenLogprob;
import stoa.kit.json.Json;

/// How far two engines, or two precisions of a model, are apart on the same tokens: the first writes, the second
/// scores.
/// Per position of the answer: *distance*, the sum of |p − q| over the writer's five likeliest tokens, and *margin*,
/// how
/// far the written token is behind the scorer's likeliest, in nats. A check allows what honest pairs show.
public final class Calibration {
    private static final int TOP = 5;
    private static final double[] SHARES = {0.5, 0.9, 0.99, 0.999, 1};

    private final double[] distances;
    private final double[] margins;
    private final int prompts;

    private Calibration(double[] distances, double[] margins, int prompts) {
        this.distances = distances;
        this.margins = margins;
        this.prompts = prompts;
        Arrays.sort(this.distances);
        Arrays.sort(this.margins);
    }

    /// Random prompts of `promptTokens` ids below `vocabulary`, drawn from `seed`, each answered greedily.
    public static Calibration run(
            Engine writer, Engine scorer, int vocabulary, int prompts, int promptTokens, int answerTokens, long seed)
            throws EngineException {
        var random = new SplittableRandom(seed);
        var distances = new ArrayList<Double>();
        var margins = new ArrayList<Double>();
        for (int i = 0; i < prompts; i++) {
            var prompt = random.ints(promptTokens, 0, vocabulary).toArray();
            var made = written(writer, prompt, answerTokens);
            if (made.isEmpty()) continue; // it ended at once
            var all = Arrays.copyOf(prompt, prompt.length + made.size());
            for (int t = 0; t < made.size(); t++)
                all[prompt.length + t] = made.get(t).chosen().id();
            var scores = scorer.score(
                            new ScoreRequest(scorer.models().getFirst().id(), all, CompletionRequest.MAX_TOP_LOGPROBS))
                    .positions();
            for (int t = 0; t < made.size(); t++) {
                var scored = scores.get(prompt.length + t - 1);
                distances.add(distance(made.get(t), scored));
                margins.add(scored.top().getFirst().logprob() - scored.chosen().logprob());
            }
        }
        if (distances.isEmpty()) throw EngineException.unsupported("The engine wrote no token that could be scored.");
        return new Calibration(array(distances), array(margins), prompts);
    }

    private static List<TokenLogprob> written(Engine writer, int[] prompt, int most) throws EngineException {
        var out = new ArrayList<TokenLogprob>();
        var request = new CompletionRequest(
                writer.models().getFirst().id(),
                new Prompt.Tokens(prompt),
                Sampling.GREEDY,
                OptionalInt.of(most),
                List.of(),
                OptionalInt.of(TOP),
                Json.object());
        writer.complete(request, piece -> {
            if (piece instanceof Piece.Text part) out.addAll(part.tokens());
            return true;
        });
        return out;
    }

    private static double distance(TokenLogprob written, TokenLogprob scored) {
        double sum = 0;
        for (var each : written.top()) {
            double theirs = 0; // what the scorer does not tell is less than all it tells
            for (var other : scored.top()) if (other.id() == each.id()) theirs = Math.exp(other.logprob());
            sum += Math.abs(Math.exp(each.logprob()) - theirs);
        }
        return sum;
    }

    /// Positions compared.
    public int positions() {
        return distances.length;
    }

    public double meanDistance() {
        return Arrays.stream(distances).average().orElse(0);
    }

    public double largestMargin() {
        return margins[margins.length - 1];
    }

    /// The profile file: what a check of this pair may allow.
    public ObjectNode profile(String model, String writer, String scorer) {
        var out = Json.object()
                .put("profile", 1)
                .put("model", model)
                .put("writer", writer)
                .put("scorer", scorer);
        out.put("prompts", prompts).put("positions", positions());
        out.put("meanDistance", rounded(meanDistance()));
        int other = 0;
        for (double margin : margins) if (margin > 0) other++;
        out.put("otherTokens", rounded(other / (double) margins.length));
        quantiles(out.putObject("distance"), distances);
        quantiles(out.putObject("margin"), margins);
        return out;
    }

    /// Both distributions as a picture.
    public String svg(String title) {
        var out = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"300\" "
                + "font-family=\"sans-serif\" font-size=\"12\">\n");
        out.append("<text x=\"10\" y=\"18\">").append(escaped(title)).append("</text>\n");
        curve(out, 40, "distance", distances);
        curve(out, 350, "margin, nats", margins);
        return out.append("</svg>\n").toString();
    }

    /// Share of positions (upwards) that are at most so far apart (to the right).
    private static void curve(StringBuilder out, int left, String name, double[] sorted) {
        double most = Math.max(1e-9, sorted[sorted.length - 1]);
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"40\" width=\"250\" height=\"200\" fill=\"none\" stroke=\"#999\"/>%n"
                        + "<text x=\"%d\" y=\"260\">%s, 0 to %.3g</text>%n<polyline fill=\"none\" stroke=\"#06c\" points=\"",
                left,
                left,
                name,
                most));
        for (int i = 0; i <= 100; i++) {
            double value = sorted[Math.min(sorted.length - 1, i * sorted.length / 100)];
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", left + 250 * value / most, 240 - 2.0 * i));
        }
        out.append("\"/>\n");
    }

    private static void quantiles(ObjectNode to, double[] sorted) {
        for (double share : SHARES) {
            int at = Math.clamp((long) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1);
            to.put(
                    share == 1 ? "most" : "p" + String.valueOf(share * 100).replaceAll("\\.0$", ""),
                    rounded(sorted[at]));
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double rounded(double x) {
        return Double.isInfinite(x) ? 1e9 : Math.round(x * 1e6) / 1e6;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
