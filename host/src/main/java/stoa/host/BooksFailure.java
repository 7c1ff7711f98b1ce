// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;

/// The host's own disk does not take what must not be forgotten: what hangs on it is not done.
final class BooksFailure extends IOException {
    private static final long serialVersionUID = 1;

    BooksFailure(IOException cause) {
        super("the host's books cannot be written: " + cause.getMessage(), cause);
    }
}
