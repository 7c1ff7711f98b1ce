// SPDX-License-Identifier: Apache-2.0
/// An outside engine behind the port: vLLM, SGLang, llama.cpp, Ollama or anything else that speaks the OpenAI
/// API. Read [stoa.engine.openai.OpenAiEngine] first.
///
/// Every parameter the caller sent goes on to the engine, known here or not. The engine's words reach the caller,
/// its credentials never do.
@NullMarked
package stoa.engine.openai;

import org.jspecify.annotations.NullMarked;
