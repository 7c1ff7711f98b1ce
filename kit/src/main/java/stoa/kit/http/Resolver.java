// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Turns a host name into the addresses that may be connected to, in order of preference.
@FunctionalInterface
interface Resolver {
    Resolver SYSTEM = origin -> List.of(InetAddress.getAllByName(origin.host()));

    /// Never empty: a name without a usable address is an `IOException` whose message says why.
    List<InetAddress> resolve(Origin origin) throws IOException;
}
