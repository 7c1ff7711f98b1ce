// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

/// Takes the rest of an answer whose caller has gone.
final class Nowhere implements Sink {
    @Override
    public void event(byte[] bytes, int from, int to, int payloadFrom, int payloadTo) {}

    @Override
    public void flush() {}

    @Override
    public void done(Answered.Proof proof) {}

    @Override
    public void broken(String message) {}
}
