// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import stoa.chain.abci.Request;
import stoa.chain.comet.home.CometHome;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.Hash;

/// That CometBFT's genesis file and ours begin the same network. What differs is an `IllegalArgumentException` in the
/// operator's words. [ABC-1].
final class Handshake {
    private Handshake() {}

    /// @return the consensus keys of the first validators
    static ConsensusKeys require(Request.InitChain request, Genesis genesis, Hash genesisHash) {
        require(
                request.chainId().equals(CometHome.chainId(genesis)),
                "its chain_id is " + request.chainId() + ", not " + CometHome.chainId(genesis));
        require(request.initialHeight() <= 1, "its initial_height is " + request.initialHeight() + ", not 1");
        require(
                request.timeSeconds() == genesis.timeSeconds(),
                "its genesis_time is " + request.timeSeconds() + " seconds, ours is " + genesis.timeSeconds());
        require(
                named(request.appState()).equals(genesisHash.toString()),
                "its app_state names another genesis than " + genesisHash);
        require(
                request.validators().size() == genesis.validators().size(),
                "it has " + request.validators().size() + " validators, ours has "
                        + genesis.validators().size());
        var keys = new ConsensusKeys();
        for (var update : request.validators()) {
            require(update.ed25519Key().length == ConsensusKeys.BYTES, "a validator's key is not of type ed25519");
            var address = ConsensusKeys.address(update.ed25519Key());
            require(power(genesis, address) == update.power(), "the power of validator " + address + " differs");
            keys.add(update.ed25519Key());
        }
        require(keys.addresses().size() == genesis.validators().size(), "it names a validator twice");
        return keys;
    }

    private static long power(Genesis genesis, Address address) {
        for (var validator : genesis.validators()) if (validator.address().equals(address)) return validator.power();
        throw differs("validator " + address + " is not in ours");
    }

    private static String named(byte[] appState) {
        try {
            return Json.parse(appState).path("genesis").asText();
        } catch (MalformedJson _) {
            throw differs("its app_state is not ours");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw differs(what);
    }

    private static IllegalArgumentException differs(String what) {
        return new IllegalArgumentException("CometBFT's genesis file is not of this network: " + what
                + "; make both anew with `stoa network init`, or take both from the network you join");
    }
}
