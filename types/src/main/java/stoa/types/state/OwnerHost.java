// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// A host under its owner, so that an owner's hosts count as one.
public record OwnerHost(Address owner, Address host) {}
