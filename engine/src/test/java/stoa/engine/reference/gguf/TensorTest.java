// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.engine.reference.TinyModel;

class TensorTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, F32",
        "1, 0.001, F16",
        "30, 0.01, BF16",
        "8, 0.012, Q8_0",
        "2, 0.12, Q4_0",
        "12, 0.08, Q4_K",
        "14, 0.04, Q6_K"
    })
    void rows_come_back_as_they_were_written(int code, float error, TensorType type) throws Exception {
        var written = new TinyModel(5, code, TinyModel.Shape.WIDE);
        var file = GgufFile.of(written.bytes());
        for (var name : new String[] {"blk.1.ffn_down.weight", "token_embd.weight"}) {
            var tensor = file.tensor(name);
            var weights = written.tensors.get(name);
            assertEquals(type, tensor.type());
            var row = new float[(int) weights.shape()[0]];
            for (int r = 0; r < weights.shape()[1]; r++) {
                tensor.row(r, row);
                var expected = java.util.Arrays.copyOfRange(weights.values(), r * row.length, (r + 1) * row.length);
                assertArrayEquals(expected, row, error);
            }
        }
    }

    @Test
    void metadata_of_every_type_is_read() throws Exception {
        var model = new TinyModel(1, 0);
        model.keys.put("x.flag", true);
        model.keys.put("x.long", 1L << 40);
        model.keys.put("x.float", 0.5f);
        model.keys.put("x.text", "Grüße, 世界");
        var m = GgufFile.of(model.bytes()).metadata();
        assertEquals(true, m.flag("x.flag", false));
        assertEquals(1L << 40, m.number("x.long").orElseThrow());
        assertEquals(0.5, m.number("x.float").orElseThrow());
        assertEquals("Grüße, 世界", m.text("x.text").orElseThrow());
        assertEquals(TinyModel.WIDTH, m.whole("llama.embedding_length", 1, 1_000));
    }
}
