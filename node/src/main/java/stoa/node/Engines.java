// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.openai.OpenAiConfig;
import stoa.engine.openai.OpenAiEngine;
import stoa.engine.reference.ReferenceEngine;
import stoa.types.ModelId;

/// The engine behind a local network's hosts: the bundled model, loaded once for all of them, or an outside engine.
public final class Engines {
    private static final String REFERENCE_CLASS = "stoa-reference";
    private static final String OUTSIDE_CLASS = "openai-compatible";

    private Engines() {}

    /// @throws Home.Unusable when the outside engine does not answer or lacks the model
    static Engine open(NetworkConfig config) throws IOException {
        if (config.engine().isEmpty()) return ReferenceEngine.load(bundledModel());
        var model = config.model().orElseThrow();
        var key = java.util.Optional.ofNullable(System.getenv("STOA_ENGINE_KEY"))
                .filter(text -> !text.isBlank())
                .map(stoa.kit.config.Secret::new);
        Engine engine;
        try {
            engine = new OpenAiEngine(OpenAiConfig.of(config.engine().get(), key, model));
        } catch (IllegalArgumentException e) {
            throw new Home.Unusable("--engine: " + e.getMessage());
        }
        try {
            engine.models();
            return engine;
        } catch (EngineException e) {
            engine.close();
            throw new Home.Unusable("the engine at " + config.engine().get() + " does not answer: " + e.getMessage());
        }
    }

    /// What a network of the bundled model serves.
    public static LocalNetwork.Served bundled() throws IOException {
        var config = NetworkConfig.any(1);
        try (var engine = open(config)) {
            return served(engine, config);
        }
    }

    /// The bundled model's file.
    public static Path bundledModel() throws IOException {
        var file = Home.program().resolve("models/stoa-tiny/stoa-tiny-q8_0.gguf");
        if (!Files.exists(file))
            throw new Home.Unusable("the bundled model is missing: " + file + "; check out or unpack again");
        return file;
    }

    /// What the network's genesis says of the engine's model.
    static LocalNetwork.Served served(Engine engine, NetworkConfig config) throws IOException {
        if (config.model().isPresent())
            return new LocalNetwork.Served(new ModelId(config.model().get()), config.context(), OUTSIDE_CLASS);
        try {
            var card = engine.models().getFirst();
            return new LocalNetwork.Served(
                    new ModelId(card.id()), card.contextTokens().orElseThrow(), REFERENCE_CLASS);
        } catch (EngineException e) {
            throw new IOException("the bundled model does not answer: " + e.getMessage(), e);
        }
    }
}
