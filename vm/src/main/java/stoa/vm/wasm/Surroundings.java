// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What a running guest finds around itself. All of it is called on the guest's thread, inside of the guest's call; an
/// [Error] thrown here unwinds the guest and reaches whoever had it execute.
public interface Surroundings {
    /// Answers one machine call; the answer may be longer than the request.
    byte[] answer(byte[] request);

    /// What every clock shows, in nanoseconds since 1970.
    long clockNanos();

    byte[] random(int length);

    /// Text the guest printed.
    void output(boolean error, byte[] text);

    /// A still world, for the start, before there is anything to run: clocks stand at zero and randomness is zero.
    class Still implements Surroundings {
        private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

        /// What the guest printed, which only a broken library does.
        public String printed() {
            return printed.toString(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] answer(byte[] request) {
            return new byte[] {FORBIDDEN};
        }

        @Override
        public long clockNanos() {
            return 0;
        }

        @Override
        public byte[] random(int length) {
            return new byte[length];
        }

        @Override
        public void output(boolean error, byte[] text) {
            printed.writeBytes(text);
        }

        private static final int FORBIDDEN = 6;
    }
}
