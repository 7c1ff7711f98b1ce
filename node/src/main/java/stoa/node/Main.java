// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import stoa.node.cli.Stoa;

/// Where the process starts; everything is in [Stoa].
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Stoa.run(args));
    }
}
