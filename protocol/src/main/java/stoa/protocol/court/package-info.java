// SPDX-License-Identifier: Apache-2.0
/// The court: cases of any kind, their panels, votes, appeals and money. Read `Court` first, then `KindRules`, which is
/// what a kind of case adds. Must never know what a case is about.
@NullMarked
package stoa.protocol.court;

import org.jspecify.annotations.NullMarked;
