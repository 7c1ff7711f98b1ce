// SPDX-License-Identifier: Apache-2.0
/// The clock of epochs, and the weights that hold for one. Read `Epochs` first. Must never stop: whatever cannot be
/// decided carries over.
@NullMarked
package stoa.protocol.epochs;

import org.jspecify.annotations.NullMarked;
