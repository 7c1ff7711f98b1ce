// SPDX-License-Identifier: Apache-2.0
/// Reads GGUF version 3, the file format of open models. Read [stoa.engine.reference.gguf.GgufFile] first.
///
/// A model file is a stranger's: every count, length and offset is checked against what is really there before
/// anything is allocated, and what does not hold ends as [stoa.engine.reference.gguf.MalformedModel].
@NullMarked
package stoa.engine.reference.gguf;

import org.jspecify.annotations.NullMarked;
