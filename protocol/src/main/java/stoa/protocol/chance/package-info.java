// SPDX-License-Identifier: Apache-2.0
/// The chain of seeds, and which seed decides a draw. Read `Seeds` first. Must never let anyone know a draw's seed
/// before what it decides is fixed.
@NullMarked
package stoa.protocol.chance;

import org.jspecify.annotations.NullMarked;
