// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.engine.EngineException;
import stoa.engine.reference.TinyModel;
import stoa.kit.json.Json;

class JsonGrammarTest {
    private static final String PERSON =
            "{'type':'object','properties':{'name':{'type':'string','minLength':1,'maxLength':8},"
                    + "'age':{'type':'integer'},'tags':{'type':'array','items':{'enum':['a','b\\\"c']},'maxItems':2},"
                    + "'grün':{'type':['number','null']}},'required':['name','age'],'additionalProperties':false}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'Ann','age':3}",
                "{'name': 'Ann', 'age': -3, 'tags': []}",
                "{'name':'Ann','age':0,'tags':['a', 'b\\\"c']}",
                "{'name':'\\u00e4\\n','age':12,'grün':null}",
                "{'name':'世界😀','age':12,'grün':-1.5e+7}"
            })
    void what_fits_the_schema_is_let_through(String json) throws Exception {
        assertTrue(accepts(PERSON, json.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'age':3}",
                "{'age':3,'name':'Ann'}",
                "{'name':'Ann','age':3.5}",
                "{'name':'','age':3}",
                "{'name':'123456789','age':3}",
                "{'name':'Ann','age':03}",
                "{'name':'Ann','age':3,'more':1}",
                "{'name':'Ann','age':3,'tags':['c']}",
                "{'name':'Ann','age':3,'tags':['a','a','a']}",
                "{'name':'Ann','age':3,}",
                "{'name':'A\\x','age':3}",
                "{'name':'Ann','age':3}}",
                "[1]",
                " {'name':'Ann','age':3}"
            })
    void what_does_not_fit_is_stopped(String json) throws Exception {
        assertFalse(accepts(PERSON, json.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_is_picked_among_the_allowed_tokens_becomes_valid_json(long seed) throws Exception {
        var tokenizer = TinyModel.model(1, 0).tokenizer();
        var trie = TokenTrie.of(tokenizer);
        var random = new Random(seed);
        for (var shape : new Shape[] {schema(PERSON), new Shape.Any(true)}) {
            var grammar = new TokenGrammar(shape, tokenizer, trie);
            var made = new ByteArrayOutputStream();
            for (int i = 0; i < 3_000; i++) {
                var allowed = grammar.allowed();
                assertFalse(allowed.isEmpty(), () -> "a dead end with seed " + seed + ": " + made);
                // Closing marks now and then, or a random text would not end.
                int token = random.nextInt(4) == 0 ? closing(allowed, tokenizer) : any(allowed, random);
                if (tokenizer.ends(token)) break;
                made.writeBytes(tokenizer.bytes(token));
                grammar.accept(token);
            }
            var text = made.toString(StandardCharsets.UTF_8);
            try {
                assertTrue(Json.parse(text).isObject(), text);
            } catch (stoa.kit.json.MalformedJson e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string','pattern':'a'} | pattern",
                "{'type':'number','minimum':1} | minimum",
                "{'type':'strange'} | unknown type",
                "{'enum':[]} | empty enum",
                "{'type':'object','required':['x']} | requires 'x'",
                "{'$ref':'http://example.org/x'} | outside itself",
                "{'$ref':'#/$defs/x'} | does not have",
                "{'$ref':'#'} | circle",
                "{'$defs':{'a':{'anyOf':[{'$ref':'#/$defs/a'}]}},'$ref':'#/$defs/a'} | circle",
                "{'type':'string','maxLength':-1} | maxLength",
                "3 | no schema"
            })
    void a_schema_that_cannot_be_held_to_is_refused(String schema, String words) {
        var refusal = assertThrows(EngineException.class, () -> schema(schema));
        assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal::getMessage);
        assertEquals("response_format", refusal.param().orElseThrow());
    }

    @Test
    void a_schema_may_refer_to_itself_behind_a_bracket() throws Exception {
        var tree = "{'$defs':{'t':{'type':'object','properties':{'v':{'type':'integer'},'kids':{'type':'array',"
                + "'items':{'$ref':'#/$defs/t'}}},'required':['v']}},'$ref':'#/$defs/t'}";
        assertTrue(accepts(tree, "{\"v\":1,\"kids\":[{\"v\":2},{\"v\":3,\"kids\":[]}]}"));
        assertFalse(accepts(tree, "{\"v\":1,\"kids\":[3]}"));
    }

    @Test
    void a_schema_made_to_be_slow_is_not() throws Exception {
        var defs = new StringBuilder("{'$defs':{");
        for (int i = 0; i < 60; i++)
            defs.append("'d%d':{'anyOf':[{'$ref':'#/$defs/d%d'},{'$ref':'#/$defs/d%d'}]},".formatted(i, i + 1, i + 1));
        defs.append("'d60':{'type':'object','properties':{}}},'type':'array','items':{'$ref':'#/$defs/d0'}}");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                accepts(defs.toString(), "[{}]");
            } catch (EngineException refusal) {
                assertEquals("response_format", refusal.param().orElseThrow());
            }
        });
    }

    private static Shape schema(String text) throws Exception {
        return JsonSchema.read(Json.parse(text.replace('\'', '"')), "response_format");
    }

    private static boolean accepts(String schema, String json) throws Exception {
        var state = Machine.start(schema(schema));
        for (byte b : json.getBytes(StandardCharsets.UTF_8)) state = Machine.next(state, b & 0xff);
        return state.end();
    }

    private static int any(java.util.BitSet allowed, Random random) {
        var ids = allowed.stream().toArray();
        return ids[random.nextInt(ids.length)];
    }

    private static int closing(java.util.BitSet allowed, stoa.engine.reference.text.Tokenizer tokenizer) {
        for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1))
            if (tokenizer.ends(id) || "}\"]".contains(new String(tokenizer.bytes(id), StandardCharsets.UTF_8)))
                return id;
        return allowed.nextSetBit(0);
    }
}
