// SPDX-License-Identifier: Apache-2.0
/// The part of the Jinja language that chat templates are written in. Read [stoa.engine.reference.jinja.Template]
/// first. A template comes with a model file, so it is hostile: steps, depth and output are bounded, and it sees
/// nothing but the values given to it. What is not known is refused when the file is loaded or the chat asked for,
/// never
/// skipped.
@NullMarked
package stoa.engine.reference.jinja;

import org.jspecify.annotations.NullMarked;
