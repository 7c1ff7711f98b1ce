// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import stoa.client.Ledger;
import stoa.client.Network;
import stoa.rpc.RpcConfig;
import stoa.rpc.json.Methods;
import stoa.views.Views;

/// Ethereum's methods: the network ([ChainMethods]), accounts and calls ([StateMethods]), transactions ([TxMethods]),
/// blocks ([BlockMethods]), logs and filters ([LogMethods]).
public final class EthMethods {
    private EthMethods() {}

    public static void addTo(Methods methods, Ledger ledger, Views views, Book book, RpcConfig config, String version) {
        var filters = new Filters(config.maxFilters(), System::nanoTime);
        new ChainMethods(ledger, views, book, version).addTo(methods);
        new StateMethods(ledger, book).addTo(methods);
        new TxMethods(ledger, Network.of(ledger.info()), book).addTo(methods);
        new BlockMethods(book).addTo(methods);
        new LogMethods(views, book, filters, config).addTo(methods);
    }
}
