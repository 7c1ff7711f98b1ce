// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.types.tx.Verb;

/// `stoa send TO AMOUNT`.
@Command(name = "send", mixinStandardHelpOptions = true, description = "Send coin from an account whose key lies here.")
final class SendCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "TO", description = "Address, or name of an account here.")
    private String to;

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "1.5 (STOA), 20obol or 7wei.")
    private String amount;

    @Option(
            names = "--from",
            paramLabel = "NAME",
            defaultValue = "account-1",
            description = "Who pays (default: ${DEFAULT-VALUE}).")
    private String from;

    @Override
    public Integer call() throws Exception {
        var coin = Money.coin(amount);
        var accounts = new Accounts(common.home());
        var target = accounts.resolve(to);
        return Transactions.send(
                common, accounts.key(from), new Verb.Transfer(target), coin, Money.show(coin) + " to " + target);
    }
}
