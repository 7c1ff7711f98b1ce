// SPDX-License-Identifier: Apache-2.0
/// The reference engine: reads a GGUF file and runs it in plain Java, with the same bits on every machine.
///
/// Read [stoa.engine.reference.ReferenceEngine] first, then `llama` for the arithmetic. Constrained output is not
/// built yet: `tools` and `response_format` are accepted and do not change the answer.
@NullMarked
package stoa.engine.reference;

import org.jspecify.annotations.NullMarked;
