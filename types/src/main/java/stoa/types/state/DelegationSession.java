// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A live session opened under a delegation, or under one below it, so that revoking finds it.
public record DelegationSession(long delegation, long session) {}
