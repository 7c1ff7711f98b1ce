// SPDX-License-Identifier: Apache-2.0
/// Inference engines behind one small port.
@NullMarked
package stoa.engine;

import org.jspecify.annotations.NullMarked;
