// SPDX-License-Identifier: Apache-2.0
/// What an engine can do and how far two engines are apart, found by asking them: `stoa engine check` and `stoa engine
/// calibrate`. Read [stoa.engine.check.EngineCheck] first; the rules it asks after are those of `spec/engine.md`. It
/// believes no engine's word about itself that can be tried.
@NullMarked
package stoa.engine.check;

import org.jspecify.annotations.NullMarked;
