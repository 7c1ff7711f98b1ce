// SPDX-License-Identifier: Apache-2.0
/// Records of the state and the tables that hold them (read `Tables` first). One table has one prefix byte, so keys
/// cannot
/// collide; records are encoded canonically, so equal states have equal roots.
@NullMarked
package stoa.types.state;

import org.jspecify.annotations.NullMarked;
