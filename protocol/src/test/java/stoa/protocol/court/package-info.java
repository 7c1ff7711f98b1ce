// SPDX-License-Identifier: Apache-2.0
/// The court's arithmetic alone.
@NullMarked
package stoa.protocol.court;

import org.jspecify.annotations.NullMarked;
