// SPDX-License-Identifier: Apache-2.0
/// One line per event, `key=value`, secrets taken out.
/// Read `Log` first; `Logging` sets the destination once per process. Never logs a request body.
@NullMarked
package stoa.kit.log;

import org.jspecify.annotations.NullMarked;
