// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import stoa.kit.config.Secret;

/// Where an outside engine is and how it is used.
///
/// @param base up to and including `/v1`
/// @param key sent as a bearer token
/// @param model the name callers use
/// @param upstreamModel the engine's own name for it
/// @param stream whether to ask for streams; an engine that cannot stream gives each answer in one piece
/// @param firstByteTimeout until the engine begins to answer
/// @param silenceTimeout the longest pause inside an answer
public record OpenAiConfig(
        URI base,
        Optional<Secret> key,
        String model,
        String upstreamModel,
        boolean stream,
        Duration firstByteTimeout,
        Duration silenceTimeout) {
    public OpenAiConfig {
        var scheme = base.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme))
            throw new IllegalArgumentException("the engine's address must begin with http:// or https://");
        if (base.getRawUserInfo() != null)
            throw new IllegalArgumentException("give the engine's key separately, not in its address");
        if (!firstByteTimeout.isPositive() || !silenceTimeout.isPositive())
            throw new IllegalArgumentException("the engine's timeouts must be positive");
        var text = base.toString();
        base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
    }

    /// Streams, under one name, two minutes of patience.
    public static OpenAiConfig of(URI base, Optional<Secret> key, String model) {
        return new OpenAiConfig(base, key, model, model, true, Duration.ofMinutes(2), Duration.ofMinutes(2));
    }

    /// A page of the engine's own, beside `/v1`.
    URI beside(String path) {
        var text = base.toString();
        return URI.create((text.endsWith("/v1") ? text.substring(0, text.length() - 3) : text) + path);
    }

    URI at(String path) {
        return URI.create(base + path);
    }
}
