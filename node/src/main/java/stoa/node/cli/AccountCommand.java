// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.state.Account;
import stoa.types.state.Tables;

/// `stoa account …`.
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Keys and balances.",
        subcommands = {
            AccountCommand.New.class,
            AccountCommand.Import.class,
            AccountCommand.ListAll.class,
            AccountCommand.Balance.class
        })
final class AccountCommand extends Group {

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Make a key; it stays in the data directory, 0600.")
    static final class New implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "NAME", description = "What to call it.")
        private String name;

        @Override
        public Integer call() throws Exception {
            var key = PrivateKey.generate();
            new Accounts(common.home()).add(name, key);
            return show(common, name, key);
        }
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Take a private key from a file, or from standard input with '-'; never from the command line, which others can read.")
    static final class Import implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(index = "0", paramLabel = "NAME", description = "What to call it.")
        private String name;

        @Parameters(
                index = "1",
                paramLabel = "FILE",
                defaultValue = "-",
                description = "File with 0x and 64 digits; '-' reads standard input.")
        private String file;

        @Override
        public Integer call() throws Exception {
            var text = file.equals("-")
                    ? new String(System.in.readNBytes(1024), java.nio.charset.StandardCharsets.US_ASCII)
                    : Files.readString(Path.of(file));
            PrivateKey key;
            try {
                key = PrivateKey.parse(text.strip());
            } catch (IllegalArgumentException e) {
                throw new CliError("that is not a private key: 0x and 64 hexadecimal digits");
            }
            new Accounts(common.home()).add(name, key);
            return show(common, name, key);
        }
    }

    private static int show(Common common, String name, PrivateKey key) {
        var address = Secp256k1.addressOf(key).toString();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", name);
        facts.put("address", address);
        common.print(facts, name + "  " + address);
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The accounts whose keys lie here.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() throws Exception {
            var all = new Accounts(common.home()).all();
            var text = new StringBuilder();
            for (var one : all)
                text.append(String.format(java.util.Locale.ROOT, "%-16s %s%n", one.name(), one.address()));
            common.print(
                    all.stream()
                            .map(one -> java.util.Map.of(
                                    "name", one.name(), "address", one.address().toString()))
                            .toList(),
                    text.isEmpty()
                            ? "no accounts here yet; make one with stoa account new NAME"
                            : text.toString().stripTrailing());
            return 0;
        }
    }

    @Command(
            name = "balance",
            mixinStandardHelpOptions = true,
            description = "What accounts hold; all that lie here when none is named.")
    static final class Balance implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "Address or name.")
        private Optional<String> account = Optional.empty();

        @Option(names = "--at", paramLabel = "HEIGHT", description = "An earlier block.")
        private Optional<Long> at = Optional.empty();

        @Override
        public Integer call() throws Exception {
            var accounts = new Accounts(common.home());
            var asked = account.isPresent()
                    ? java.util.List.of(new Accounts.Named(account.get(), accounts.resolve(account.get())))
                    : accounts.all();
            var facts = new java.util.ArrayList<Object>();
            var text = new StringBuilder();
            try (var ledger = common.ledger()) {
                for (var one : asked) {
                    var row = ledger.get(Tables.ACCOUNTS, one.address(), at.orElse(stoa.client.Ledger.LATEST))
                            .orElse(Account.EMPTY);
                    facts.add(java.util.Map.of(
                            "name", one.name(),
                            "address", one.address().toString(),
                            "wei", row.balance().toWei().toString(),
                            "nonce", row.nonce()));
                    text.append(String.format(
                            java.util.Locale.ROOT,
                            "%-16s %s  %s%n",
                            one.name(),
                            one.address(),
                            Money.show(row.balance())));
                }
            }
            common.print(facts, text.toString().stripTrailing());
            return 0;
        }
    }
}
