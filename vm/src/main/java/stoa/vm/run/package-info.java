// SPDX-License-Identifier: Apache-2.0
/// One call from its order to its outcome: storage as the call sees it, machine calls, blocks and calls inside of it.
/// Read [Execution] first. Touches state only through [stoa.vm.StateView] and the world only through [stoa.vm.Oracle].
@NullMarked
package stoa.vm.run;

import org.jspecify.annotations.NullMarked;
