// SPDX-License-Identifier: Apache-2.0
/// `/v1/responses` without state, in terms of chat: the request becomes a chat request (`ChatRequest`, first), the
/// answer becomes a response object (`ResponseObject`) or its events (`ResponseEvents`). Builds trees: this is no
/// hot path.
@NullMarked
package stoa.gateway.responses;

import org.jspecify.annotations.NullMarked;
