// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import stoa.client.LedgerFailure;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Address;

/// A CometBFT node's RPC as a source of headers. Any thread.
public final class HttpHeaderSource implements HeaderSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAGE = 100;
    private static final int FOR_BLOCK = 2;

    private final URI uri;
    private final HttpClient http = new HttpClient(HttpClientConfig.defaults());

    /// @param uri as `http://127.0.0.1:26657`
    public HttpHeaderSource(URI uri) {
        this.uri = uri;
    }

    @Override
    public long newest() {
        try {
            return number(get("/status").path("sync_info").path("latest_block_height"));
        } catch (RuntimeException malformed) {
            throw failure(malformed);
        }
    }

    @Override
    public LightBlock at(long height) {
        try {
            return block(get("/commit?height=" + height), validators(height), validators(height + 1));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException malformed) {
            throw failure(malformed);
        }
    }

    /// @param commit the result of `/commit`
    static LightBlock block(JsonNode commit, ValidatorSet validators, ValidatorSet nextValidators) {
        var signed = commit.path("signed_header");
        return new LightBlock(header(signed.path("header")), commit(signed.path("commit")), validators, nextValidators);
    }

    private ValidatorSet validators(long height) {
        var members = new ArrayList<ValidatorSet.Member>();
        for (int page = 1; ; page++) {
            var result = get("/validators?height=" + height + "&per_page=" + PAGE + "&page=" + page);
            var more = members(result);
            members.addAll(more);
            if (members.size() >= number(result.path("total")) || members.size() > ValidatorSet.MOST || more.isEmpty())
                return new ValidatorSet(members);
        }
    }

    /// @param result of `/validators`
    static List<ValidatorSet.Member> members(JsonNode result) {
        var members = new ArrayList<ValidatorSet.Member>();
        for (var each : result.path("validators"))
            members.add(new ValidatorSet.Member(
                    Base64.getDecoder().decode(text(each.path("pub_key").path("value"))),
                    number(each.path("voting_power"))));
        return members;
    }

    private static CometHeader header(JsonNode json) {
        return new CometHeader(
                number(json.path("version").path("block")),
                json.path("version").has("app") ? number(json.path("version").path("app")) : 0,
                text(json.path("chain_id")),
                number(json.path("height")),
                Instant.parse(text(json.path("time"))),
                blockId(json.path("last_block_id")),
                hex(json.path("last_commit_hash")),
                hex(json.path("data_hash")),
                hex(json.path("validators_hash")),
                hex(json.path("next_validators_hash")),
                hex(json.path("consensus_hash")),
                hex(json.path("app_hash")),
                hex(json.path("last_results_hash")),
                hex(json.path("evidence_hash")),
                hex(json.path("proposer_address")));
    }

    private static Commit commit(JsonNode json) {
        var votes = new ArrayList<Commit.Vote>();
        for (var vote : json.path("signatures")) {
            if (vote.path("block_id_flag").asInt() != FOR_BLOCK) continue;
            if (votes.size() == ValidatorSet.MOST) throw new IllegalArgumentException("too many signatures");
            votes.add(new Commit.Vote(
                    Address.of(hex(vote.path("validator_address"))),
                    Instant.parse(text(vote.path("timestamp"))),
                    Base64.getDecoder().decode(text(vote.path("signature")))));
        }
        return new Commit(
                number(json.path("height")),
                Math.toIntExact(json.path("round").asLong()),
                blockId(json.path("block_id")),
                votes);
    }

    private static CometHeader.BlockId blockId(JsonNode json) {
        return new CometHeader.BlockId(
                hex(json.path("hash")),
                Math.toIntExact(json.path("parts").path("total").asLong()),
                hex(json.path("parts").path("hash")));
    }

    private static long number(JsonNode json) {
        return Long.parseLong(text(json));
    }

    private static byte[] hex(JsonNode json) {
        return HexFormat.of().parseHex(text(json));
    }

    private static String text(JsonNode json) {
        if (!json.isTextual()) throw new IllegalArgumentException("a text is missing");
        return json.textValue();
    }

    private JsonNode get(String path) {
        try {
            var json = Json.parse(
                    http.send(HttpCall.get(uri.resolve(path), PATIENCE)).body());
            if (json.has("error"))
                throw LedgerFailure.unreachable(
                        "CometBFT answers: " + json.path("error").path("data").asText(), null);
            return json.path("result");
        } catch (HttpFailure | MalformedJson failure) {
            throw failure(failure);
        }
    }

    private LedgerFailure failure(Exception cause) {
        return LedgerFailure.unreachable("CometBFT at " + uri + " does not answer: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        http.close();
    }
}
