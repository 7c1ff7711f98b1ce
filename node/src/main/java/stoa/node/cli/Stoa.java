// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.chain.store.StoreFailure;
import stoa.client.LedgerFailure;
import stoa.client.wallet.TxRefused;
import stoa.kit.config.BadConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.json.MalformedJson;
import stoa.kit.log.Log;
import stoa.kit.log.Logging;

/// `./stoa`: the list of commands, and what becomes of their errors.
@Command(
        name = "stoa",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "An open network for AI work between strangers: a market and a court on one ledger.",
        footer = {"", "Begin with:  stoa up      (then, in another terminal)  stoa chat \"What is Stoa?\""},
        subcommands = {
            UpCommand.class,
            ChatCommand.class,
            KeysCommand.class,
            SessionCommand.class,
            AccountCommand.class,
            SendCommand.class,
            FaucetCommand.class,
            HostCommand.class,
            EngineCommand.class,
            ModelCommand.class,
            ChainCommand.class,
            NetworkCommand.class,
            BenchCommand.class,
            SoakCommand.class,
            DistCommand.class,
            WarmUpCommand.class,
        })
public final class Stoa implements Runnable {
    private static final Log LOG = Log.of(Stoa.class);

    @Spec
    CommandSpec spec;

    /// Runs one command and gives its exit code: 0 done, 1 failed with a line that says why, 2 wrong usage.
    public static int run(String... args) {
        Logging.toStderr(Level.WARNING);
        return line().execute(args);
    }

    /// The command line with its ways to fail.
    static CommandLine line() {
        var line = new CommandLine(new Stoa());
        version(line);
        line.setExecutionExceptionHandler((failure, command, _) -> explain(failure, command));
        line.setParameterExceptionHandler((wrong, _) -> {
            wrong.getCommandLine().getErr().println(usage(wrong));
            return 2;
        });
        return line;
    }

    /// `--version` says the same behind every command.
    private static void version(CommandLine line) {
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(Stoa::version);
    }

    private static String usage(CommandLine.ParameterException wrong) {
        var near = wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.<String>of();
        return "stoa: " + wrong.getMessage() + (near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?")
                + "; see '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'";
    }

    /// A line for a person where we know what happened; a stack trace only for our own mistakes.
    private static int explain(Exception failure, CommandLine command) {
        var err = command.getErr();
        switch (failure) {
            case CliError e -> err.println("stoa: " + e.getMessage());
            case TxRefused e -> err.println("stoa: " + Transactions.refusal(e.reason()));
            case BadConfig e -> err.println("stoa: " + e.getMessage());
            case StoreFailure e -> err.println("stoa: " + e.getMessage());
            case HttpFailure e ->
                err.println("stoa: cannot reach the network: " + e.getMessage() + " (is ./stoa up running?)");
            case LedgerFailure e -> err.println("stoa: the ledger did not answer: " + e.getMessage());
            case stoa.node.Home.Unusable e -> err.println("stoa: " + e.getMessage());
            case MalformedJson e -> err.println("stoa: the other side does not speak our JSON: " + e.getMessage());
            case IOException e -> err.println("stoa: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            default -> {
                err.println("stoa: our own mistake: " + failure);
                LOG.error("command failed", failure);
            }
        }
        return 1;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
