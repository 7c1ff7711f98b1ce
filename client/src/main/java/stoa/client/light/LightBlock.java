// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

/// A header with the signatures under it and the validators of its height and the next, as somebody says.
public record LightBlock(CometHeader header, Commit commit, ValidatorSet validators, ValidatorSet nextValidators) {
    public long height() {
        return header.height();
    }
}
