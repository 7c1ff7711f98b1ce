// SPDX-License-Identifier: Apache-2.0
/// The composition root: wires the modules into one process. Read [stoa.node.Network] first; it is a page of
/// constructor calls from top to bottom. Nothing here decides anything about money or answers.
@NullMarked
package stoa.node;

import org.jspecify.annotations.NullMarked;
