// SPDX-License-Identifier: Apache-2.0
package stoa.types.contract;

import stoa.types.Blob;
import stoa.types.codec.Malformed;
import stoa.types.codec.Rlp;

/// The inner `data` of `addTransaction`: an RLP list of calldata and a flag, or of code, calldata and a flag. Rule
/// CTR-2.
///
/// @param code empty for a call
/// @param leaderOnly whether a flag other than none was set
public record CallData(Blob code, Blob calldata, boolean leaderOnly) {

    /// @param deploys whether code comes first
    public static CallData parse(Blob data, boolean deploys) throws Malformed {
        var items = Rlp.decode(data.bytes()).items();
        int fixed = deploys ? 2 : 1;
        if (items.size() < fixed || items.size() > fixed + 1)
            throw new Malformed("a list of " + fixed + " and perhaps a flag, not of " + items.size());
        var code = deploys ? new Blob(items.getFirst().bytes()) : Blob.EMPTY;
        var calldata = new Blob(items.get(fixed - 1).bytes());
        return new CallData(
                code, calldata, items.size() > fixed && flag(items.get(fixed).bytes()));
    }

    private static boolean flag(byte[] bytes) throws Malformed {
        if (bytes.length == 0) return false;
        if (bytes.length > 1 || bytes[0] < 0 || bytes[0] > 2) throw new Malformed("a flag is 0, 1 or 2");
        return bytes[0] != 0;
    }
}
