// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

class MemoryKeyValueTest extends KeyValueContract {
    @Override
    KeyValue open() {
        return new MemoryKeyValue();
    }
}
