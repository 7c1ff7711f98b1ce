// SPDX-License-Identifier: Apache-2.0
/// Tests of the house itself: arrows, purity, tidiness, rules and their tests, and end to end through real clients.
/// Read `ArrowsTest` first.
@NullMarked
package stoa.verify;

import org.jspecify.annotations.NullMarked;
