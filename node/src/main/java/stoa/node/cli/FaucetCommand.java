// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import stoa.types.tx.Verb;

/// `stoa faucet ADDRESS [AMOUNT]`.
@Command(
        name = "faucet",
        mixinStandardHelpOptions = true,
        description = "Coin for trying things out, on a local network.")
final class FaucetCommand implements Callable<Integer> {
    private static final String FAUCET = "faucet";

    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "TO", description = "Address, or name of an account here.")
    private String to;

    @Parameters(
            index = "1",
            paramLabel = "AMOUNT",
            defaultValue = "1000",
            description = "In STOA (default: ${DEFAULT-VALUE}).")
    private String amount;

    @Override
    public Integer call() throws Exception {
        var coin = Money.coin(amount);
        var accounts = new Accounts(common.home());
        var target = accounts.resolve(to);
        if (!accounts.has(FAUCET))
            throw new CliError("there is no local network's faucet in "
                    + common.home().dir() + ": start one with ./stoa up, or name its --data");
        return Transactions.send(
                common, accounts.key(FAUCET), new Verb.Transfer(target), coin, Money.show(coin) + " to " + target);
    }
}
