// SPDX-License-Identifier: Apache-2.0
/// Stories about the rules. `Story` is the stage, `Verbs` what people do on it, `Facts` what is true afterwards;
/// every story checks after every block that the books equal a full scan.
@NullMarked
package stoa.protocol;

import org.jspecify.annotations.NullMarked;
