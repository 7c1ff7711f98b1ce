// SPDX-License-Identifier: Apache-2.0
/// Inference engines behind one small port.
///
/// Read [stoa.engine.Engine] first: it is the whole contract, and `EngineContract` in the tests is the same
/// contract as stories. Then [stoa.engine.Requests], which turns an OpenAI JSON body into the records of this
/// package. Three engines stand behind the port: `reference` (pure Java, reads GGUF files), `openai` (any
/// OpenAI-compatible server), `mock` (tests and benches).
///
/// An engine knows nothing of sessions, money or receipts. It must never log or keep a prompt, and never answer
/// with made-up tokens or log-probabilities: what it cannot do, it refuses as UNSUPPORTED.
@NullMarked
package stoa.engine;

import org.jspecify.annotations.NullMarked;
