// SPDX-License-Identifier: Apache-2.0
/// JSON-RPC 2.0 itself: messages in, answers out, whatever carries them. Read `JsonRpc` first.
/// Knows no method and no ledger; never repeats what it was sent beyond the id.
@NullMarked
package stoa.rpc.json;

import org.jspecify.annotations.NullMarked;
