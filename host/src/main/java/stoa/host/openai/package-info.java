// SPDX-License-Identifier: Apache-2.0
/// The OpenAI spelling of answers: pieces of an engine in, JSON bodies and stream chunks out. Read
/// [stoa.host.openai.Shape] first. Knows nothing of money or the ledger.
@NullMarked
package stoa.host.openai;

import org.jspecify.annotations.NullMarked;
