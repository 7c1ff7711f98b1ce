// SPDX-License-Identifier: Apache-2.0
/// A make-believe engine for tests and benches, and an OpenAI-compatible server around any engine to stand in for
/// an outside one. Read [stoa.engine.mock.MockEngine] first. Its answers mean nothing and must never be sold.
@NullMarked
package stoa.engine.mock;

import org.jspecify.annotations.NullMarked;
