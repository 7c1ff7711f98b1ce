// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.util.List;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Utf8;
import stoa.types.codec.Writer;
import stoa.types.state.Codec;
import stoa.types.state.Fields;
import stoa.types.state.ParamsCodec;

/// The genesis as bytes: a tag, then the fields in the order of their records.
final class GenesisCodec {
    private static final byte[] TAG = Utf8.encode("stoa genesis 1");
    private static final int MOST = 1 << 20;

    static final Codec<Genesis> GENESIS = new Codec<>(GenesisCodec::genesis, GenesisCodec::genesis);

    private GenesisCodec() {}

    private static void genesis(Writer out, Genesis genesis) {
        out.raw(TAG).u63(genesis.chainId()).u63(genesis.timeSeconds());
        ParamsCodec.PARAMS.write().accept(out, genesis.params());
        out.address(genesis.registrar()).address(genesis.faucet());
        out.list(MOST, genesis.accounts(), GenesisCodec::account);
        out.list(MOST, genesis.models(), GenesisCodec::model);
        out.list(MOST, genesis.hosts(), GenesisCodec::host);
        out.list(MOST, genesis.validators(), GenesisCodec::validator);
    }

    private static Genesis genesis(Reader in) {
        if (!java.util.Arrays.equals(in.raw(TAG.length), TAG)) throw new Corrupt("not a genesis this program knows");
        try {
            return new Genesis(
                    in.u63(),
                    in.u63(),
                    ParamsCodec.PARAMS.read().apply(in),
                    in.address(),
                    in.address(),
                    in.list(MOST, GenesisCodec::account),
                    in.list(MOST, GenesisCodec::model),
                    in.list(MOST, GenesisCodec::host),
                    in.list(MOST, GenesisCodec::validator));
        } catch (IllegalArgumentException contradiction) {
            throw new Corrupt(String.valueOf(contradiction.getMessage()));
        }
    }

    private static void account(Writer out, Genesis.Account account) {
        Fields.coin(out.address(account.address()), account.balance());
    }

    private static Genesis.Account account(Reader in) {
        return new Genesis.Account(in.address(), Fields.coin(in));
    }

    private static void model(Writer out, Genesis.Model model) {
        Fields.model(out, model.id());
        Fields.prices(out, model.prices());
        out.u63(model.context()).u63(model.coefficient());
        out.list(stoa.types.state.Model.MOST_ENGINE_CLASSES, model.engineClasses(), Writer::string);
    }

    private static Genesis.Model model(Reader in) {
        return new Genesis.Model(
                Fields.model(in),
                Fields.prices(in),
                in.u63(),
                in.u63(),
                in.list(stoa.types.state.Model.MOST_ENGINE_CLASSES, Reader::string));
    }

    private static void host(Writer out, Genesis.Host host) {
        out.address(host.address()).address(host.owner()).string(host.endpoint());
        Fields.models(out, host.models());
        Fields.amount(out, host.collateral());
        out.list(stoa.types.state.Host.MOST_MODELS, host.provenRates(), (to, rate) -> {
            Fields.model(to, rate.model());
            to.u63(rate.unitsPerSecond());
        });
    }

    private static Genesis.Host host(Reader in) {
        return new Genesis.Host(
                in.address(), in.address(), in.string(), Fields.models(in), Fields.amount(in), rates(in));
    }

    private static List<Genesis.Rate> rates(Reader in) {
        return in.list(stoa.types.state.Host.MOST_MODELS, each -> new Genesis.Rate(Fields.model(each), each.u63()));
    }

    private static void validator(Writer out, Genesis.Validator validator) {
        out.address(validator.address())
                .raw(validator.blsKey())
                .raw(validator.proof())
                .u63(validator.power());
    }

    private static Genesis.Validator validator(Reader in) {
        return new Genesis.Validator(
                in.address(), in.raw(Genesis.Validator.BLS_KEY_BYTES), in.raw(Genesis.Validator.PROOF_BYTES), in.u63());
    }
}
