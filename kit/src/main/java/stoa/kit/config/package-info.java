// SPDX-License-Identifier: Apache-2.0
/// Configuration as records: read once at start-up, checked once, unknown keys refused.
/// Read `Config` first. Never reads the environment or a file behind the caller's back.
@NullMarked
package stoa.kit.config;

import org.jspecify.annotations.NullMarked;
