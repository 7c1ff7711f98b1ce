// SPDX-License-Identifier: Apache-2.0
/// The reference engine: reads a GGUF file and runs it in Java, with the same bits on every machine.
///
/// Read [stoa.engine.reference.ReferenceEngine] first, then [stoa.engine.reference.Driver], which computes for all
/// callers at once, then `llama` for the arithmetic. Callers' threads never compute; the driver's thread never blocks
/// on
/// a caller.
@NullMarked
package stoa.engine.reference;

import org.jspecify.annotations.NullMarked;
