// SPDX-License-Identifier: Apache-2.0
/// Long runs from one seed: what needs hours, and the two minutes of it that the check takes. Read
/// [stoa.node.soak.Soak] first. A soak prints its seed and the command that replays it, and fails by throwing
/// [stoa.node.soak.Broken].
@NullMarked
package stoa.node.soak;

import org.jspecify.annotations.NullMarked;
