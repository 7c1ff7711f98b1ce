// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalInt;
import stoa.engine.Feature;
import stoa.engine.ModelCard;
import stoa.engine.reference.gguf.GgufFile;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.llama.Llama;
import stoa.engine.reference.text.ChatTemplate;
import stoa.engine.reference.text.Tokenizer;

/// A loaded model: weights, tokenizer, chat template. Immutable, so any number of engines may share one.
///
/// @param temperature the model's own recommendation for callers who name none (`general.sampling.temp`), else 1
/// @param topP the same for top-p (`general.sampling.top_p`)
public record ReferenceModel(
        ModelCard card, Llama llama, Tokenizer tokenizer, ChatTemplate template, double temperature, double topP) {
    /// Throws [MalformedModel] when the file is damaged or not one this engine can run, and says what is wrong
    /// with it.
    public static ReferenceModel load(Path path) throws IOException {
        return of(GgufFile.open(path), path.getFileName().toString());
    }

    static ReferenceModel of(GgufFile file, String fileName) throws MalformedModel {
        var m = file.metadata();
        var tokenizer = Tokenizer.of(m);
        var template = ChatTemplate.of(m, tokenizer);
        var llama = Llama.load(file, tokenizer.size());
        var features = EnumSet.of(
                Feature.TEXT, Feature.TOKENS, Feature.LOGPROBS, Feature.SCORE, Feature.EMBEDDINGS, Feature.CANONICAL);
        if (!(template instanceof ChatTemplate.Unknown)) features.add(Feature.CHAT);
        var name = m.text("general.name").orElse(fileName);
        var card = new ModelCard(
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._/-]+", "-"),
                name,
                OptionalInt.of(llama.config().context()),
                OptionalInt.of(tokenizer.size()),
                features);
        return new ReferenceModel(
                card,
                llama,
                tokenizer,
                template,
                within(m.number("general.sampling.temp").orElse(1), 0, 2, "general.sampling.temp"),
                within(m.number("general.sampling.top_p").orElse(1), Double.MIN_VALUE, 1, "general.sampling.top_p"));
    }

    private static double within(double value, double least, double most, String key) throws MalformedModel {
        if (!(value >= least && value <= most)) throw new MalformedModel(key + " is out of range");
        return value;
    }
}
