// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.fake.FakeMarket;
import stoa.gateway.fake.Town;
import stoa.gateway.keys.ApiKey;
import stoa.gateway.keys.KeyText;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.state.Terms;

class KeysTest {
    @TempDir
    Path data;

    private Town town;

    @BeforeEach
    void build() {
        town = new Town(data, 1);
    }

    @AfterEach
    void tearDown() {
        town.close();
    }

    @Test
    void a_key_is_shown_once_and_never_again() throws Exception {
        town.start();
        var made = Town.json(town.admin("POST", "/admin/keys", "{\"label\":\"once\"}"));
        var text = made.path("key").asText();
        assertTrue(text.matches("sk-stoa-[0-9a-f]{64}"), text);
        var list = town.admin("GET", "/admin/keys", "").body();
        assertFalse(list.contains(text));
        assertTrue(list.contains(made.path("id").asText()));
        town.key(text);
        assertEquals(200, town.get("/v1/models").statusCode());
    }

    @Test
    void without_a_key_or_with_a_wrong_one_nobody_gets_in() throws Exception {
        town.start();
        refused(send(""), "didn't provide");
        refused(send("Basic abc"), "didn't provide");
        refused(send("Bearer "), "didn't provide");
        refused(send("Bearer sk-stoa-" + "0".repeat(64)), "Incorrect API key");
        refused(send("Bearer " + town.key() + "0"), "Incorrect API key");
        refused(send("Bearer " + town.key().substring(0, 71)), "Incorrect API key");
        assertEquals(200, send("bearer " + town.key()).statusCode());
        assertFalse(send("Bearer sk-stoa-secret").body().contains("secret"), "a key is never repeated");
    }

    @Test
    void a_revoked_key_is_refused_at_once_and_after_a_restart() throws Exception {
        town.start();
        var made = Town.json(town.admin("POST", "/admin/keys", "{}"));
        var text = made.path("key").asText();
        var gone = town.admin("DELETE", "/admin/keys/" + made.path("id").asText(), "");
        assertTrue(Town.json(gone).path("revoked").asBoolean());
        refused(send("Bearer " + text), "revoked");
        assertEquals(
                404,
                town.admin("DELETE", "/admin/keys/key_0000000000000001", "").statusCode());
        assertEquals(404, town.admin("DELETE", "/admin/keys/nonsense", "").statusCode());
        town.stop();
        town.start();
        refused(send("Bearer " + text), "revoked");
        assertEquals(200, send("Bearer " + town.key()).statusCode());
    }

    @Test
    void a_key_expires() throws Exception {
        town.start();
        long soon = System.currentTimeMillis() / 1_000 + 2;
        var text = town.newKey("{\"expires\":" + soon + "}");
        assertEquals(200, send("Bearer " + text).statusCode());
        Town.eventually("it has expired", () -> {
            try {
                return send("Bearer " + text).statusCode() == 401;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        refused(send("Bearer " + text), "expired");
    }

    @Test
    void a_key_sees_only_its_models() throws Exception {
        town.start();
        town.market().addModel(new ModelId("other"));
        town.key(town.newKey("{\"models\":[\"other\"]}"));
        assertEquals(404, town.chat(Town.CHAT).statusCode());
        Town.eventually("only the other is listed", () -> {
            try {
                return Town.json(town.get("/v1/models"))
                        .path("data")
                        .findValuesAsText("id")
                        .equals(List.of("other"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(404, town.get("/v1/models/tiny").statusCode());
    }

    @Test
    void terms_that_make_no_sense_are_refused_in_words() throws Exception {
        town.start();
        for (var terms : new String[] {
            "{\"budget\":-1}",
            "{\"budget\":\"much\"}",
            "{\"perPeriod\":5}",
            "{\"models\":[\"NOT A MODEL\"]}",
            "{\"expires\":1}",
            "{\"requestsPerMinute\":0}",
            "{\"delegation\":-4}",
            "nonsense"
        }) {
            var answer = town.admin("POST", "/admin/keys", terms);
            assertEquals(400, answer.statusCode(), terms);
            assertFalse(Town.json(answer).path("error").path("message").asText().isEmpty());
        }
    }

    @Test
    void the_admin_face_wants_its_token_and_no_proxy() throws Exception {
        town.start();
        var without = town.send(HttpRequest.newBuilder(town.uri("/admin/keys")).build());
        assertEquals(401, without.statusCode());
        var wrong = town.send(HttpRequest.newBuilder(town.uri("/admin/status"))
                .header("authorization", "Bearer " + "0".repeat(64))
                .build());
        assertEquals(401, wrong.statusCode());
        var token = java.nio.file.Files.readString(data.resolve("admin.token")).strip();
        var proxied = town.send(HttpRequest.newBuilder(town.uri("/admin/keys"))
                .header("authorization", "Bearer " + token)
                .header("x-forwarded-for", "203.0.113.9")
                .build());
        assertEquals(404, proxied.statusCode());
        assertEquals(200, town.admin("GET", "/admin/status", "").statusCode());
    }

    @Test
    void on_loopback_the_delegates_own_key_spends_what_was_delegated_to_it() throws Exception {
        var customer = PrivateKey.generate();
        var delegate = PrivateKey.generate();
        town.market().ledger().fund(Secp256k1.addressOf(customer), Amount.stoa(10));
        town.start();
        town.key(KeyText.local(delegate));
        refused(town.chat(Town.CHAT), "Nothing is delegated");
        long id = town.market().delegate(Secp256k1.addressOf(customer), terms(Secp256k1.addressOf(delegate)));
        var answer = town.chat(Town.CHAT);
        assertEquals(200, answer.statusCode(), answer.body());
        var session = town.market().sessions().getFirst();
        assertEquals(Secp256k1.addressOf(customer), session.payer());
        assertEquals(id, session.delegation());
        assertTrue(session.deposit().obol() <= 5_000_000, "the delegation's perRequest binds the deposit");
        refused(send("Bearer " + KeyText.local(delegate).substring(0, 40)), "cannot be read");
    }

    @Test
    void off_loopback_such_a_key_is_refused_unread() throws Exception {
        town.set("gateway.host", "0.0.0.0").start();
        // Not even well-formed: whoever read it would say so.
        refused(sendTo("127.0.0.1", "Bearer sk-stoa-local-garbage"), "not read");
        refused(sendTo("127.0.0.1", "Bearer " + KeyText.local(PrivateKey.generate())), "not read");
    }

    @Test
    void a_delegation_pays_for_the_keys_made_on_it_and_its_end_is_told() throws Exception {
        var customer = Secp256k1.addressOf(PrivateKey.generate());
        town.market().ledger().fund(customer, Amount.stoa(10));
        long id = town.market().delegate(customer, terms(Secp256k1.addressOf(town.payer())));
        town.start();
        town.key(town.newKey("{\"delegation\":" + id + "}"));
        assertEquals(200, town.chat(Town.CHAT).statusCode());
        assertEquals(customer, town.market().sessions().getFirst().payer());
        town.key(town.newKey("{\"delegation\":999}"));
        var answer = town.chat(Town.CHAT);
        assertEquals(429, answer.statusCode());
        assertTrue(answer.body().contains("delegation 999 does not exist"), answer.body());
    }

    @Test
    void ids_have_one_spelling() {
        var key = new ApiKey(255, "", "", List.of(), 0, 1, 1, 1, 1, 1, 1, 0, 0, 0);
        assertEquals("key_00000000000000ff", key.name());
        assertEquals(255, ApiKey.parseName(key.name()));
        assertEquals(-1, ApiKey.parseName("key_ff"));
        assertEquals(-1, ApiKey.parseName("KEY_00000000000000ff"));
    }

    private static Terms terms(Address delegate) {
        return new Terms(
                delegate,
                Terms.SCOPE_INFERENCE,
                List.of(FakeMarket.MODEL),
                Amount.stoa(1),
                86_400,
                Amount.stoa(5),
                new Amount(5_000_000),
                0,
                Long.MAX_VALUE / 2,
                0,
                "");
    }

    private HttpResponse<String> send(String authorization) throws Exception {
        return sendTo(town.uri("/").getHost(), authorization);
    }

    private HttpResponse<String> sendTo(String host, String authorization) throws Exception {
        var uri = java.net.URI.create("http://" + host + ":" + town.uri("/").getPort() + "/v1/models");
        var request = HttpRequest.newBuilder(uri);
        if (!authorization.isEmpty()) request.header("authorization", authorization);
        return town.send(request.build());
    }

    private static void refused(HttpResponse<String> answer, String says) {
        assertEquals(401, answer.statusCode(), answer.body());
        var error = Json.parse(answer.body()).path("error");
        assertEquals("invalid_api_key", error.path("code").asText());
        assertTrue(error.path("message").asText().contains(says), answer.body());
    }
}
