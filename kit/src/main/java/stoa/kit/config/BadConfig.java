// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

/// A configuration that must stop start-up. The message names the key, never the value of a secret.
public final class BadConfig extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadConfig(String message) {
        super(message);
    }
}
