// SPDX-License-Identifier: Apache-2.0
/// Networks of many validators on one machine or on many (read [NetworkFiles] first, then [ValidatorNode], then
/// [Supervisor]): the files that describe one, a node of it, and the process that holds a local one together. Decides
/// nothing about blocks, and never reads another node's keys.
@NullMarked
package stoa.node.many;

import org.jspecify.annotations.NullMarked;
