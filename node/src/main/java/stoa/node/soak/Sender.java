// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.node.Ready;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hex;
import stoa.types.codec.EthTx;

/// Sends coin as any Ethereum wallet does and believes a receipt: sign once, submit until there is one, go on with the
/// next nonce. The only user of its account.
final class Sender implements Runnable {
    private static final long GAS = 21_000;
    private static final int WEI_MOST = 1_000_000_000;
    private static final long POLL_MILLIS = 40;
    private static final int POLLS = 30;

    private final Subject subject;
    private final long chainId;
    private final PrivateKey key;
    private final SplittableRandom random;
    private final BooleanSupplier over;
    private final List<Confirmed> confirmed = new ArrayList<>();
    private volatile String broken = "";

    /// What a receipt said.
    record Confirmed(String hash, String blockHash, String height) {
        static Confirmed of(String hash, JsonNode receipt) {
            return new Confirmed(
                    hash,
                    receipt.path("blockHash").asText(),
                    receipt.path("blockNumber").asText());
        }
    }

    Sender(Subject subject, Ready.Funded account, SplittableRandom random, BooleanSupplier over) {
        this.subject = subject;
        this.chainId = subject.ready().chainId();
        this.key = PrivateKey.parse(account.privateKey());
        this.random = random;
        this.over = over;
    }

    /// All receipts so far.
    List<Confirmed> confirmed() {
        synchronized (confirmed) {
            return List.copyOf(confirmed);
        }
    }

    /// What went wrong for good; empty when nothing.
    String broken() {
        return broken;
    }

    @Override
    public void run() {
        try {
            long nonce = nonce();
            while (!over.getAsBoolean()) {
                if (!send(nonce)) return;
                nonce++;
                Thread.sleep(random.nextInt(80));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long nonce() throws InterruptedException {
        while (!over.getAsBoolean()) {
            try {
                return Long.decode(subject.rpc(
                                "eth_getTransactionCount",
                                Secp256k1.addressOf(key).toString(),
                                "latest")
                        .asText());
            } catch (IOException e) {
                Thread.sleep(POLL_MILLIS);
            }
        }
        return 0;
    }

    /// Submits the same bytes until a receipt is there; false when it is over.
    private boolean send(long nonce) throws InterruptedException {
        var to = Address.of(
                Digests.INSTANCE.sha256(Bytes.ofLong(random.nextLong(50))).bytes(), 12);
        var tx = EthTx.dynamicFee(
                chainId,
                nonce,
                BigInteger.ZERO,
                BigInteger.ZERO,
                GAS,
                to,
                BigInteger.valueOf(random.nextInt(WEI_MOST) + 1L),
                Bytes.EMPTY);
        var raw = tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), key));
        var hash = Digests.INSTANCE.keccak256(raw).toString();
        while (!over.getAsBoolean()) {
            try {
                submit(raw);
                for (int i = 0; i < POLLS && !over.getAsBoolean(); i++) {
                    var receipt = subject.rpc("eth_getTransactionReceipt", hash);
                    if (receipt.isObject()) return keep(hash, receipt);
                    Thread.sleep(POLL_MILLIS);
                }
            } catch (IOException e) {
                Thread.sleep(POLL_MILLIS); // being killed, or not up yet
            }
        }
        return false;
    }

    private boolean keep(String hash, JsonNode receipt) {
        if (!receipt.path("status").asText().equals("0x1")) {
            broken = "a transfer was refused: " + receipt;
            return false;
        }
        synchronized (confirmed) {
            confirmed.add(Confirmed.of(hash, receipt));
        }
        return true;
    }

    private void submit(byte[] raw) throws IOException {
        try {
            subject.rpc("eth_sendRawTransaction", Hex.encode(raw));
        } catch (IOException e) {
            // Known already, or in a block already: the receipt tells.
            var why = String.valueOf(e.getMessage());
            if (!why.contains("known") && !why.contains("nonce too low")) throw e;
        }
    }
}
