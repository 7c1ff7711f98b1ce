// SPDX-License-Identifier: Apache-2.0
/// What `stoa bench` measures, against peers in the same run. Read [stoa.node.bench.GatewayBench] first. A bench prints
/// a
/// table for people and the same as JSON; it decides nothing.
@NullMarked
package stoa.node.bench;

import org.jspecify.annotations.NullMarked;
