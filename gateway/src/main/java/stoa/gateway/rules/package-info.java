// SPDX-License-Identifier: Apache-2.0
/// What the gateway decides: which lane answers, what may be spent, which receipt is paid, when a session is opened.
/// Read `LaneBook` first, then `ReceiptCheck` and `Router`. Integers only; time, chance and hashing arrive as
/// arguments; a class that remembers something is used by one thread at a time, whoever calls holds the lock. Never
/// reads a clock, a file or the network: `sim` drives the same code.
@NullMarked
package stoa.gateway.rules;

import org.jspecify.annotations.NullMarked;
