// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: the program, the protocol, the Java it runs on.
final class Version implements IVersionProvider {
    static final String PROGRAM = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {"stoa " + PROGRAM + " (protocol 1, Java " + Runtime.version() + ")"};
    }
}
