// SPDX-License-Identifier: Apache-2.0
/// Hosts and their collateral. Read `Hosts` first. Must never move collateral anywhere but back to the host's owner.
@NullMarked
package stoa.protocol.hosts;

import org.jspecify.annotations.NullMarked;
