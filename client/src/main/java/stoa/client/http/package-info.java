// SPDX-License-Identifier: Apache-2.0
/// The ledger over HTTP: the `stoa_*` methods of a node's JSON-RPC. Read [stoa.client.http.HttpLedger] first. It trusts
/// the node it asks; proofs come with what it reads for those who do not.
@NullMarked
package stoa.client.http;

import org.jspecify.annotations.NullMarked;
