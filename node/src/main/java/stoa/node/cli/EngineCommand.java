// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.check.Calibration;
import stoa.engine.check.EngineCheck;
import stoa.engine.check.Finding.Verdict;
import stoa.engine.openai.OpenAiConfig;
import stoa.engine.openai.OpenAiEngine;
import stoa.engine.reference.ReferenceEngine;
import stoa.kit.config.Secret;

/// `stoa engine …`: what an engine can do, before a host serves with it.
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Try engines: what works with one, how far two are apart (spec/engine.md).",
        subcommands = {EngineCommand.Check.class, EngineCommand.Calibrate.class})
final class EngineCommand extends Group {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Ask a live engine after everything a host will ask of it. Fails when something works wrongly.")
    static final class Check implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "URL", description = "The engine's base URL, ending in /v1, or a GGUF file.")
        private String engine;

        @Option(
                names = "--model",
                paramLabel = "ID",
                description = "The engine's name for the model; needed with a URL.")
        private Optional<String> model = Optional.empty();

        @Option(names = "--engine-key-file", paramLabel = "FILE", description = "File with the engine's API key.")
        private Optional<Path> keyFile = Optional.empty();

        @Option(
                names = "--question",
                paramLabel = "TEXT",
                defaultValue = "Tell me in two sentences what a market is.",
                description = "What it is asked; the answer should have ten words or more (default: ${DEFAULT-VALUE}).")
        private String question;

        @Override
        public Integer call() throws Exception {
            try (var opened = open(engine, model, keyFile)) {
                var findings = EngineCheck.run(opened, question);
                common.print(EngineCheck.json(engine, findings), EngineCheck.table(findings));
                return findings.stream().anyMatch(f -> f.verdict() == Verdict.WRONG) ? 1 : 0;
            } catch (EngineException e) {
                throw new CliError("the engine cannot be used: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "calibrate",
            mixinStandardHelpOptions = true,
            description = "How far two engines or precisions are apart: A writes, B scores the same tokens.")
    static final class Calibrate implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(index = "0", paramLabel = "A", description = "The writer: a base URL or a GGUF file.")
        private String writer;

        @Parameters(index = "1", paramLabel = "B", description = "The scorer: a base URL or a GGUF file.")
        private String scorer;

        @Option(names = "--model", paramLabel = "ID", description = "The model's name; needed with a URL.")
        private Optional<String> model = Optional.empty();

        @Option(
                names = "--engine-key-file",
                paramLabel = "FILE",
                description = "File with the API key of engines behind a URL.")
        private Optional<Path> keyFile = Optional.empty();

        @Option(
                names = "--prompts",
                paramLabel = "N",
                defaultValue = "100",
                description = "How many random prompts (default: ${DEFAULT-VALUE}).")
        private int prompts;

        @Option(
                names = "--vocabulary",
                paramLabel = "N",
                description = "Ids prompts are drawn from, where no engine tells how many there are.")
        private Optional<Integer> vocabulary = Optional.empty();

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Write the profile there, and its plot beside it as .svg.")
        private Optional<Path> out = Optional.empty();

        @Override
        public Integer call() throws Exception {
            if (prompts < 1) throw new CliError("--prompts is at least 1");
            try (var a = open(writer, model, keyFile);
                    var b = open(scorer, model, keyFile)) {
                var measured = Calibration.run(a, b, ids(a, b), prompts, PROMPT_TOKENS, ANSWER_TOKENS, SEED);
                var name = model.orElse(a.models().getFirst().id());
                var profile = measured.profile(name, writer, scorer);
                if (out.isPresent()) write(out.get(), measured, profile.toPrettyString(), name);
                common.print(profile, profile.toPrettyString());
                return 0;
            } catch (EngineException e) {
                throw new CliError("an engine cannot be used: " + e.getMessage());
            }
        }

        private int ids(Engine a, Engine b) throws EngineException {
            if (vocabulary.isPresent()) return vocabulary.get();
            for (var engine : new Engine[] {a, b}) {
                var size = engine.models().getFirst().vocabularySize();
                if (size.isPresent()) return size.getAsInt();
            }
            throw new CliError("neither engine tells how many tokens the model has: say it with --vocabulary");
        }

        private static void write(Path file, Calibration measured, String profile, String name) throws IOException {
            Files.writeString(file, profile + "\n");
            var picture = file.toString().replaceAll("\\.json$", "") + ".svg";
            Files.write(Path.of(picture), measured.svg(name).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final int PROMPT_TOKENS = 64;
    private static final int ANSWER_TOKENS = 32;
    private static final long SEED = 1;

    private static Engine open(String where, Optional<String> model, Optional<Path> keyFile) throws IOException {
        if (!where.startsWith("http://") && !where.startsWith("https://")) {
            var file = Path.of(where);
            if (!Files.isRegularFile(file))
                throw new CliError(Printable.of(where) + " is neither a URL nor a file: give http://… or a .gguf");
            return ReferenceEngine.load(file);
        }
        if (model.isEmpty()) throw new CliError("name the engine's model with --model");
        Optional<Secret> key = keyFile.isPresent()
                ? Optional.of(new Secret(Files.readString(keyFile.get()).strip()))
                : Optional.empty();
        return new OpenAiEngine(OpenAiConfig.of(Common.url("URL", URI.create(where)), key, model.get()));
    }
}
