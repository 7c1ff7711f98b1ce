// SPDX-License-Identifier: Apache-2.0
/// The Llama family of architectures in Java. Read [stoa.engine.reference.llama.Llama] first, then
/// [stoa.engine.reference.llama.Kernels], which says what a product is.
///
/// Every sum has one fixed order, whatever the batch, thread, compiler or machine, and Java's arithmetic is strict
/// IEEE: the same model and tokens give the same bits everywhere, with the Vector API and without. So nothing here may
/// use `Math.exp` and its kin (which may differ between machines), an addition across a vector's lanes, or a sum whose
/// order follows the batch. `Math.fma` is exact by definition and allowed.
@NullMarked
package stoa.engine.reference.llama;

import org.jspecify.annotations.NullMarked;
