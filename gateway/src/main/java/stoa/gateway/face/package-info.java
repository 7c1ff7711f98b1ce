// SPDX-License-Identifier: Apache-2.0
/// The HTTP faces: OpenAI's API (`Endpoints` is the list of routes, read it first) and the operator's (`Admin`). Lets
/// callers in, shapes what goes out; what happens in between is `answer`.
@NullMarked
package stoa.gateway.face;

import org.jspecify.annotations.NullMarked;
