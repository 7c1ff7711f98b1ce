// SPDX-License-Identifier: Apache-2.0
/// A small fixed pool for work that only needs a processor: hashing, recovering signers (read [Workers]). Never runs
/// anything that waits.
@NullMarked
package stoa.chain.parallel;

import org.jspecify.annotations.NullMarked;
