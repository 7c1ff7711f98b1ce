// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// The 32 bytes that fix all chance of one choice of one answer ([SAM-2] of `spec/sampler.md`): whoever knows them
/// and the model's scores can draw every token again.
public final class RunSeed {
    public static final int BYTES = 32;
    public static final int NONCE_BYTES = 16;
    private static final byte CALLER = 1;
    private static final byte SESSION = 2;

    private final byte[] bytes;

    private RunSeed(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RunSeed of(byte[] bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("a run seed has " + BYTES + " bytes");
        return new RunSeed(bytes.clone());
    }

    /// For a caller who gave a seed. `choice` counts the request's choices from 0.
    public static RunSeed ofCaller(String model, long seed, int choice) {
        var name = model.getBytes(StandardCharsets.UTF_8);
        if (name.length > 0xffff) throw new IllegalArgumentException("the model's name is too long");
        var in = ByteBuffer.allocate(1 + 2 + name.length + 8 + 4);
        in.put(CALLER).putShort((short) name.length).put(name).putLong(seed).putInt(choice);
        return new RunSeed(sha256(in.array()));
    }

    /// For a caller who gave none: the payer's nonce keeps the host from choosing, the request's hash the payer.
    public static RunSeed ofSession(long session, byte[] requestHash, byte[] nonce, int choice) {
        if (requestHash.length != BYTES || nonce.length != NONCE_BYTES)
            throw new IllegalArgumentException("a request's hash has 32 bytes, a nonce 16");
        var in = ByteBuffer.allocate(1 + 8 + BYTES + NONCE_BYTES + 4);
        in.put(SESSION).putLong(session).put(requestHash).put(nonce).putInt(choice);
        return new RunSeed(sha256(in.array()));
    }

    /// For an answer nobody needs to repeat.
    public static RunSeed random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new RunSeed(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunSeed that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] in) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(in);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
