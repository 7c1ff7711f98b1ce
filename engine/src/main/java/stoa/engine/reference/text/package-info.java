// SPDX-License-Identifier: Apache-2.0
/// Between text and tokens: byte-level BPE, chat templates, and turning generated tokens back into whole
/// characters. Read [stoa.engine.reference.text.Tokenizer] first. What a caller writes can never become a control
/// token.
@NullMarked
package stoa.engine.reference.text;

import org.jspecify.annotations.NullMarked;
