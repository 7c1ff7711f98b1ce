// SPDX-License-Identifier: Apache-2.0
/// The command line, one class a command (picocli). Read [stoa.node.cli.Stoa] first. Commands speak to a running node
/// over HTTP like anyone else; only `up` starts one.
@NullMarked
package stoa.node.cli;

import org.jspecify.annotations.NullMarked;
