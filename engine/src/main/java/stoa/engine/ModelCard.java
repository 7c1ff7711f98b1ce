// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// A model as its engine describes it.
///
/// @param id the name a request gives
/// @param name for people
/// @param contextTokens most tokens of prompt and answer together; empty where an outside engine does not say
/// @param vocabularySize empty where an outside engine does not say
/// @param features what may be asked of it, as far as the engine tells; what is missing may still be tried
public record ModelCard(
        String id, String name, OptionalInt contextTokens, OptionalInt vocabularySize, Set<Feature> features) {
    public ModelCard {
        features = java.util.Collections.unmodifiableSet(new TreeSet<>(features));
    }
}
