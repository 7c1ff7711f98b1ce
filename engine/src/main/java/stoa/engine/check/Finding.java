// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

/// What one question to an engine showed.
///
/// @param rule of `spec/engine.md`
/// @param detail what was seen, for people
/// @param cost what it means for a host that serves with this engine; empty when it works
public record Finding(String rule, String name, Verdict verdict, String detail, String cost) {
    public enum Verdict {
        WORKS,
        /// The engine does not offer it and says so.
        MISSING,
        /// It offers it and does it wrong.
        WRONG
    }
}
