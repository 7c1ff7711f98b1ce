// SPDX-License-Identifier: Apache-2.0
/// The interpreter itself: compiled CPython, its memory, its meter and the little system it sees. Read [Interpreter]
/// first. Knows nothing of contracts; never gives the guest a file, a socket, a thread or the real time.
@NullMarked
package stoa.vm.wasm;

import org.jspecify.annotations.NullMarked;
