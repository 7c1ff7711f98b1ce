// SPDX-License-Identifier: Apache-2.0
/// Answers held to a form: `response_format` and forced tool calls. Read
/// [stoa.engine.reference.grammar.JsonSchema] first, which turns a schema into a [stoa.engine.reference.grammar.Shape];
/// [stoa.engine.reference.grammar.Machine] follows a text byte by byte through it and
/// [stoa.engine.reference.grammar.TokenGrammar] tells which tokens may follow. A schema that cannot be held to
/// completely is refused, never half enforced.
@NullMarked
package stoa.engine.reference.grammar;

import org.jspecify.annotations.NullMarked;
