// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.util.List;
import java.util.SortedMap;
import stoa.types.codec.Calldata;

/// What differs between machines: models and the web. Validators implement it with their own; it is asked from inside
/// of
/// nondeterministic blocks only, on the guest's thread, and must end within its own time limits.
public interface Oracle {
    sealed interface Question {
        /// A prompt; `json` wants an object back.
        record Prompt(String text, boolean json, List<byte[]> images) implements Question {
            public Prompt {
                images = List.copyOf(images);
            }
        }

        /// One of the three prompts of the equivalence principles, by its name, with what it is about. The two judging
        /// ones want a bool back, the leader's a text.
        record Template(String name, SortedMap<String, String> variables) implements Question {}

        record Request(String method, String url, SortedMap<String, byte[]> headers, byte[] body, boolean sign)
                implements Question {}

        /// A page as a browser shows it; `mode` is `text`, `html` or `screenshot`.
        record Page(String url, String mode, long waitMillis) implements Question {}
    }

    sealed interface Answer {
        /// A text, an object, a bool, or for a request a map of `status`, `headers` and `body`.
        record Ok(Calldata value) implements Answer {}

        /// No answer, and why, in codes such as `WEBPAGE_LOAD_FAILED`.
        record Failed(List<String> causes) implements Answer {
            public Failed {
                causes = List.copyOf(causes);
            }
        }
    }

    Answer ask(Question question);
}
