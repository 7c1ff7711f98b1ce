// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// How an answer ended and what it used.
public record Completion(FinishReason finishReason, Usage usage) {}
