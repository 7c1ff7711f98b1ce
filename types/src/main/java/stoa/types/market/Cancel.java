// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Hash;

/// The session key's signed word (EIP-712, `Typed.cancel`) that it cuts an answer after `outputUnits`.
public record Cancel(long session, int lane, Hash requestHash, long outputUnits) {}
