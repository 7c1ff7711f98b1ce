// SPDX-License-Identifier: Apache-2.0
/// What the court and those who stand before it must agree on: sizes of panels, fees and bonds, ballots. Read
/// [stoa.types.court.Panels] first. Must never know a rule: what a panel decides is for the core to say.
@NullMarked
package stoa.types.court;

import org.jspecify.annotations.NullMarked;
