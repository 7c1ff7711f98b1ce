// SPDX-License-Identifier: Apache-2.0
/// The market: sessions, lanes, vouchers and payments. Read `Opening` first, then `Settlement` and `Closing`. Must
/// never pay out of a session more than was put into it.
@NullMarked
package stoa.protocol.sessions;

import org.jspecify.annotations.NullMarked;
