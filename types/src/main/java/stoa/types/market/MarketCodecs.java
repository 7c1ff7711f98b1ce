// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Usage;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.state.Codec;
import stoa.types.state.Fields;

/// Promises as bytes: fields of fixed width in the order of their records, so the lengths are constants.
public final class MarketCodecs {
    public static final int VOUCHER_BYTES = 65;
    public static final int RECEIPT_BYTES = 170;
    public static final int RELEASE_BYTES = 25;
    public static final int CANCEL_BYTES = 49;

    public static final Codec<Voucher> VOUCHER = new Codec<>(MarketCodecs::voucher, MarketCodecs::voucher);
    public static final Codec<Receipt> RECEIPT = new Codec<>(MarketCodecs::receipt, MarketCodecs::receipt);
    public static final Codec<Release> RELEASE = new Codec<>(MarketCodecs::release, MarketCodecs::release);
    public static final Codec<Cancel> CANCEL = new Codec<>(
            (out, cancel) -> out.u63(cancel.session())
                    .u8(cancel.lane())
                    .hash(cancel.requestHash())
                    .u63(cancel.outputUnits()),
            in -> new Cancel(in.u63(), in.u8(), in.hash(), units(in)));

    private MarketCodecs() {}

    private static void voucher(Writer out, Voucher voucher) {
        out.u63(voucher.session()).u8(voucher.lane()).u63(voucher.count());
        Fields.amount(out, voucher.earned());
        Fields.amount(out, voucher.ceiling());
        out.hash(voucher.receiptsRoot());
    }

    private static Voucher voucher(Reader in) {
        return new Voucher(in.u63(), in.u8(), in.u63(), Fields.amount(in), Fields.amount(in), in.hash());
    }

    private static void receipt(Writer out, Receipt receipt) {
        out.u63(receipt.session()).u8(receipt.lane()).u63(receipt.index());
        out.hash(receipt.requestHash()).hash(receipt.responseHash());
        Fields.usage(out, receipt.usage());
        Fields.amount(out, receipt.cost());
        out.u63(receipt.startedMillis()).u63(receipt.firstTokenMillis()).u63(receipt.finishedMillis());
        out.hash(receipt.evidenceRoot()).u8(receipt.flags());
    }

    private static Receipt receipt(Reader in) {
        return new Receipt(
                in.u63(),
                in.u8(),
                in.u63(),
                in.hash(),
                in.hash(),
                Fields.usage(in),
                Fields.amount(in),
                in.u63(),
                in.u63(),
                in.u63(),
                in.hash(),
                in.u8());
    }

    private static void release(Writer out, Release release) {
        out.u63(release.session()).u8(release.lane());
        Fields.amount(out, release.amount());
        Fields.amount(out, release.total());
    }

    private static Release release(Reader in) {
        return new Release(in.u63(), in.u8(), Fields.amount(in), Fields.amount(in));
    }

    private static long units(Reader in) {
        long units = in.u63();
        if (units > Usage.MOST) throw new Corrupt("more than 2^40 units");
        return units;
    }
}
