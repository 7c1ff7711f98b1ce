// SPDX-License-Identifier: Apache-2.0
/// The owner's agent: serves, signs receipts, settles.
@NullMarked
package stoa.host;

import org.jspecify.annotations.NullMarked;
