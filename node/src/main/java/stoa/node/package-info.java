// SPDX-License-Identifier: Apache-2.0
/// Composition root and command line.
@NullMarked
package stoa.node;

import org.jspecify.annotations.NullMarked;
