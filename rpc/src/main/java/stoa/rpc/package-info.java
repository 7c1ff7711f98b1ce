// SPDX-License-Identifier: Apache-2.0
/// The Ethereum JSON-RPC face.
@NullMarked
package stoa.rpc;

import org.jspecify.annotations.NullMarked;
