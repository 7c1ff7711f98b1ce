// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import java.util.HashMap;
import java.util.Map;

/// One impurity each, for `PurityTest` to catch.
@SuppressWarnings("unused")
final class PlantedSins {
    private PlantedSins() {}

    static final class Clock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class Floats {
        long half(long value) {
            return (long) (value * 0.5);
        }
    }

    static final class Lock {
        synchronized void hold() {}
    }

    static final class Monitor {
        int guarded(Object lock) {
            synchronized (lock) {
                return 1;
            }
        }
    }

    static final class Statics {
        static int counter;
    }

    static final class Hashes {
        Map<String, String> table() {
            return new HashMap<>();
        }
    }

    static final class Salted {
        Map<String, String> table() {
            return Map.of("a", "b");
        }
    }

    static final class Identity {
        int of(Object any) {
            return System.identityHashCode(any);
        }
    }

    static final class Disk {
        boolean there(java.nio.file.Path path) {
            return java.nio.file.Files.exists(path);
        }
    }

    static final class CatchAll {
        int safe(int[] numbers) {
            try {
                return numbers[0];
            } catch (RuntimeException e) {
                return 0;
            }
        }
    }
}
