// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// The one key of a table with a single record, and the one value of a table whose keys alone matter. As a value it is
/// a byte 1, for ICS-23 proves no empty values.
public enum One {
    ONE
}
