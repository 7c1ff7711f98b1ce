// SPDX-License-Identifier: Apache-2.0
/// End to end: `./stoa up` as a newcomer starts it, and clients nobody changed. Read [stoa.verify.e2e.LocalStoa] first.
@NullMarked
package stoa.verify.e2e;

import org.jspecify.annotations.NullMarked;
