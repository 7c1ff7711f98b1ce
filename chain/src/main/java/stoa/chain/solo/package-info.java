// SPDX-License-Identifier: Apache-2.0
/// The driver of a network with one validator (read [SoloDriver] first): one thread makes blocks on demand of what
/// waits
/// in the mempool. The core cannot tell it from consensus among many. Never executes anything on another thread, and
/// never tells anyone of a block before it is on the disk.
@NullMarked
package stoa.chain.solo;

import org.jspecify.annotations.NullMarked;
