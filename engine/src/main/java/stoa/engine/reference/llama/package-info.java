// SPDX-License-Identifier: Apache-2.0
/// The Llama architecture in plain Java. Read [stoa.engine.reference.llama.Llama] first.
///
/// Every sum has one fixed order, whatever the batch, thread or machine, and Java's arithmetic is strict IEEE:
/// the same model and tokens give the same bits everywhere. So nothing here may use `Math.fma`, `Math.exp` and
/// its kin (which may differ between machines), parallel reductions, or a sum whose order follows the batch.
@NullMarked
package stoa.engine.reference.llama;

import org.jspecify.annotations.NullMarked;
