// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.util.Arrays;

/// Takes an answer that was asked for in one piece but came as a stream of one event.
final class Collector implements Sink {
    private byte[] body = new byte[0];
    private int events;
    private boolean done;

    @Override
    public void event(byte[] bytes, int from, int to, int payloadFrom, int payloadTo) {
        body = Arrays.copyOfRange(bytes, payloadFrom, payloadTo);
        events++;
    }

    @Override
    public void flush() {}

    @Override
    public void done(Answered.Proof proof) {
        done = true;
    }

    @Override
    public void broken(String message) {}

    boolean done() {
        return done;
    }

    boolean whole() {
        return done && events == 1;
    }

    byte[] body() {
        return body;
    }
}
