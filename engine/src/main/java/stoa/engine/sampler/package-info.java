// SPDX-License-Identifier: Apache-2.0
/// The canonical sampler of `spec/sampler.md`: from scores to a token by whole numbers only, so that every engine
/// that adopts it draws the same token from the same scores and seed. Read [stoa.engine.sampler.CanonicalSampler]
/// first. After a score has become a whole number no floating-point operation may follow.
@NullMarked
package stoa.engine.sampler;

import org.jspecify.annotations.NullMarked;
