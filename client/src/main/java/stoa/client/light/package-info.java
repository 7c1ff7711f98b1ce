// SPDX-License-Identifier: Apache-2.0
/// A light client: it follows a network's headers by the signatures of its validators, so that whoever answers need not
/// be trusted (read [LightClient] first). Never believes a byte that it did not hash or whose signatures it did not
/// count.
@NullMarked
package stoa.client.light;

import org.jspecify.annotations.NullMarked;
