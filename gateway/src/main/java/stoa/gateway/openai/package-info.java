// SPDX-License-Identifier: Apache-2.0
/// The shapes of OpenAI's API: what is read of a request (`BodyScan`, first), what is read of an answer
/// (`AnswerScan`), error objects (`ApiError`), and `/v1/responses` in terms of chat. Knows nothing of keys, hosts
/// or money.
@NullMarked
package stoa.gateway.openai;

import org.jspecify.annotations.NullMarked;
