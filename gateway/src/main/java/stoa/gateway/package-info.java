// SPDX-License-Identifier: Apache-2.0
/// The OpenAI-compatible face: keys, budgets, routing, vouchers.
@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
