// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A live delegation passed on from `parent`, so that revoking finds it.
public record DelegationChild(long parent, long child) {}
