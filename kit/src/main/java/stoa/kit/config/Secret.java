// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

/// A value that must not be printed: a password, a token, a key in text.
public record Secret(String value) {
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}
