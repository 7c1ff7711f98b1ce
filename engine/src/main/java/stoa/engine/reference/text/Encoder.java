// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

/// From plain text to tokens, in one of the two ways model files know.
sealed interface Encoder permits ByteBpe, SentencePiece {
    int[] encode(String text);
}
