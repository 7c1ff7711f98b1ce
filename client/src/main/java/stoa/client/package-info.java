// SPDX-License-Identifier: Apache-2.0
/// The Java SDK over one port, `Ledger`.
@NullMarked
package stoa.client;

import org.jspecify.annotations.NullMarked;
