// SPDX-License-Identifier: Apache-2.0
/// One strict JSON reader and writer for everything that comes from outside.
/// Read `Json` first. Never repeats input in an error: it may hold a secret.
@NullMarked
package stoa.kit.json;

import org.jspecify.annotations.NullMarked;
