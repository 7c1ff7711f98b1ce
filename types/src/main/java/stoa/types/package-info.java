// SPDX-License-Identifier: Apache-2.0
/// Everything two processes must agree on. Pure: integers, ordered tables, no clock, no IO.
@NullMarked
package stoa.types;

import org.jspecify.annotations.NullMarked;
