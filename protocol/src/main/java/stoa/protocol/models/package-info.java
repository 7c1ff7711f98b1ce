// SPDX-License-Identifier: Apache-2.0
/// Which models there are; the registrar named in the genesis adds and retires them. Read `Models` first. Must never
/// delete a model: sessions and payments still name it.
@NullMarked
package stoa.protocol.models;

import org.jspecify.annotations.NullMarked;
