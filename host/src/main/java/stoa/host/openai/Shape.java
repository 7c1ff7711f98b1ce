// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Usage;

/// One endpoint's spelling of an answer, whole or in chunks. One answer each; calls come one at a time.
public interface Shape {
    /// What a stream sends for a choice before its first piece; empty for nothing.
    byte[] opening(int choice);

    /// One stream chunk for a piece.
    byte[] chunk(int choice, Piece piece);

    /// The stream's last chunk for a choice.
    byte[] closing(int choice, FinishReason reason);

    /// The stream's usage chunk, asked for by `stream_options.include_usage`.
    byte[] usage(Usage usage);

    /// Keeps a piece for [#whole].
    void keep(int choice, Piece piece);

    /// Keeps how a choice ended for [#whole].
    void finish(int choice, FinishReason reason);

    /// The answer in one body, from what was kept.
    byte[] whole(Usage usage);
}
