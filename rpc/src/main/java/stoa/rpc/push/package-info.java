// SPDX-License-Identifier: Apache-2.0
/// What open WebSockets are told without asking: new blocks and logs. Read `Pusher` first.
/// Never lets one slow reader hold up another, or the fold.
@NullMarked
package stoa.rpc.push;

import org.jspecify.annotations.NullMarked;
