// SPDX-License-Identifier: Apache-2.0
/// Measures the machine. Read [ContractBench]. Nothing else uses this package.
@NullMarked
package stoa.vm.bench;

import org.jspecify.annotations.NullMarked;
