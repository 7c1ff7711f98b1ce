// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A call that got no usable answer. An answer with an error status is not one of these.
public final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public HttpFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What went wrong, and with it whether the other side may have acted on the request.
    public enum Kind {
        /// The address is not one we may call, or the call itself is malformed. Nothing was sent.
        REFUSED(false),
        /// No connection came about. Nothing was sent.
        UNREACHABLE(false),
        /// The answer did not come in time.
        TIMEOUT(true),
        /// The connection ended before the answer did.
        BROKEN(true),
        /// The answer is larger than we accept.
        TOO_LARGE(true),
        /// The answer is not HTTP as we know it.
        MALFORMED(true),
        /// We closed the stream or the client ourselves.
        CLOSED(true);

        private final boolean maybeSent;

        Kind(boolean maybeSent) {
            this.maybeSent = maybeSent;
        }

        /// Whether the other side may have seen the request.
        public boolean maybeSent() {
            return maybeSent;
        }
    }
}
