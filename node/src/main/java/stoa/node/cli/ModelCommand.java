// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import stoa.engine.check.ModelPackage;
import stoa.kit.json.Json;

/// `stoa model …`: packages that launch a model.
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Packages of models: everything a network needs to launch one (spec/engine.md).",
        subcommands = ModelCommand.Check.class)
final class ModelCommand extends Group {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Say what is wrong with a package: fields, files and their hashes, profiles.")
    static final class Check implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "DIR", description = "Folder with package.yaml, as models/stoa-tiny.")
        private Path folder;

        @Override
        public Integer call() throws Exception {
            var faults = ModelPackage.faults(folder.toAbsolutePath());
            var json = Json.object().put("ready", faults.isEmpty());
            faults.forEach(json.putArray("faults")::add);
            common.print(json, faults.isEmpty() ? "the package is whole" : String.join("\n", faults));
            return faults.isEmpty() ? 0 : 1;
        }
    }
}
