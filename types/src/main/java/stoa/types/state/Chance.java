// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Hash;

/// The chain of seeds; rule CHN-1.
public record Chance(long height, Hash seed) {}
