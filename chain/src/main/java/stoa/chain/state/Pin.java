// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

/// While it is open, a height stays readable.
public interface Pin extends AutoCloseable {
    @Override
    void close();
}
