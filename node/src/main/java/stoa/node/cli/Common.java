// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import stoa.client.Ledger;
import stoa.client.http.HttpLedger;
import stoa.kit.json.Json;
import stoa.node.Home;
import stoa.node.Ready;

/// Options every command has, and how commands find the network and print.
final class Common {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the local network (default: STOA_DATA, or .stoa beside the program).")
    Optional<Path> data = Optional.empty();

    @Option(names = "--rpc", paramLabel = "URL", description = "JSON-RPC of another network instead of the local one.")
    Optional<URI> rpc = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    boolean json;

    @Spec(Target.MIXEE)
    CommandSpec spec;

    Home home() {
        return Home.of(data);
    }

    Ready ready() throws IOException {
        var ready = Ready.read(home().ready());
        if (!ready.alive())
            throw new CliError("the local network is not running (its process " + ready.pid()
                    + " is gone): start it with ./stoa up");
        return ready;
    }

    URI rpcUri() throws IOException {
        return rpc.isPresent() ? url("--rpc", rpc.get()) : URI.create(ready().rpc());
    }

    /// Refuses what cannot be called.
    static URI url(String option, URI uri) {
        if (String.valueOf(uri.getScheme()).matches("https?") && uri.getHost() != null) return uri;
        throw new CliError(option + " '" + Printable.of(uri.toString()) + "' is not a URL like http://127.0.0.1:8401");
    }

    Ledger ledger() throws IOException {
        return HttpLedger.open(rpcUri());
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// How far a long run is: beside the result, never in it.
    void progress(String line) {
        err().println(line);
        err().flush();
    }

    /// Text for a person, or the same facts for a program.
    void print(Object facts, String text) {
        out().println(json ? Json.text(facts) : text);
        out().flush();
    }
}
