// SPDX-License-Identifier: Apache-2.0
/// A ledger in memory for tests of everything that talks to one: read `FakeLedger`. It lives beside the port it fakes,
/// passes the same contract suite, and has no rules: tests put rows into its state and say what a verb does.
@NullMarked
package stoa.client.fake;

import org.jspecify.annotations.NullMarked;
