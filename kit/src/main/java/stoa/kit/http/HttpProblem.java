// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// A request that ends with an error status. The message is shown to the caller.
public class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    public HttpProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
