// SPDX-License-Identifier: Apache-2.0
/// The way of a request: `Exchange` picks a lane, sets money aside, asks a host and tries another before the first
/// token; `OpenAnswer` passes a stream on, grants increments and ends it with its receipt. Read `Exchange` first.
/// Knows nothing of API shapes but what `openai` tells it.
@NullMarked
package stoa.gateway.answer;

import org.jspecify.annotations.NullMarked;
