// SPDX-License-Identifier: Apache-2.0
/// Files that survive kill -9: journals, atomic replacement, one process per directory.
/// Read `Journal` first. Never reports something as written before the operating system has it.
@NullMarked
package stoa.kit.io;

import org.jspecify.annotations.NullMarked;
