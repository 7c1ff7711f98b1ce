// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A model file, mapped and checked. Nothing of the weights is copied; the mapping ends when the last tensor is
/// forgotten. A file that somebody cuts short while it is mapped fails the step that reads it.
public final class GgufFile {
    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int VERSION = 3;
    private static final int MAX_KEYS = 1 << 16;
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_KEY_BYTES = 1 << 12;
    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_LIST = 1 << 21;

    private final Metadata metadata;
    private final SortedMap<String, Tensor> tensors;

    private GgufFile(Metadata metadata, SortedMap<String, Tensor> tensors) {
        this.metadata = metadata;
        this.tensors = tensors;
    }

    /// Throws [MalformedModel] when the content is at fault.
    public static GgufFile open(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    public static GgufFile of(byte[] bytes) throws MalformedModel {
        var copy =
                Arena.ofAuto().allocate(Math.max(1, bytes.length), Long.BYTES).asSlice(0, bytes.length);
        return read(copy.copyFrom(MemorySegment.ofArray(bytes)));
    }

    public Metadata metadata() {
        return metadata;
    }

    public SortedMap<String, Tensor> tensors() {
        return tensors;
    }

    public Tensor tensor(String name) throws MalformedModel {
        var tensor = tensors.get(name);
        if (tensor == null) throw new MalformedModel("the file lacks the tensor " + name);
        return tensor;
    }

    private static GgufFile read(MemorySegment bytes) throws MalformedModel {
        var in = new Cursor(bytes);
        if (in.i32("the magic number") != MAGIC) throw new MalformedModel("this is not a GGUF file");
        int version = in.i32("the version");
        if (version != VERSION)
            throw new MalformedModel("GGUF version " + Integer.toUnsignedString(version)
                    + " is not supported; convert the model to version " + VERSION);
        int tensorCount = in.count("the number of tensors", 1, MAX_TENSORS);
        int keyCount = in.count("the number of keys", 13, MAX_KEYS);
        var values = new HashMap<String, Object>();
        for (int i = 0; i < keyCount; i++) {
            var key = in.string("a key", MAX_KEY_BYTES);
            if (values.put(key, value(in, key, in.i32(key), true)) != null)
                throw new MalformedModel("the key " + key + " appears twice");
        }
        var metadata = new Metadata(values);
        int alignment = metadata.whole("general.alignment", 32, 1, 1 << 16);
        if (Integer.bitCount(alignment) != 1) throw new MalformedModel("general.alignment must be a power of two");
        var places = new ArrayList<Place>();
        for (int i = 0; i < tensorCount; i++) places.add(Place.read(in, alignment));
        long start = (in.position() + alignment - 1) / alignment * alignment;
        return new GgufFile(
                metadata, Collections.unmodifiableSortedMap(cut(bytes, Math.min(start, bytes.byteSize()), places)));
    }

    private static Object value(Cursor in, String key, int type, boolean listAllowed) throws MalformedModel {
        return switch (type) {
            case 0 -> (long) in.u8(key);
            case 1 -> (long) (byte) in.u8(key);
            case 2 -> (long) (in.i16(key) & 0xffff);
            case 3 -> (long) in.i16(key);
            case 4 -> in.i32(key) & 0xffff_ffffL;
            case 5 -> (long) in.i32(key);
            case 6 -> (double) Float.intBitsToFloat(in.i32(key));
            case 7 -> {
                int flag = in.u8(key);
                if (flag > 1) throw new MalformedModel(key + " is a flag, but neither 0 nor 1");
                yield flag == 1;
            }
            case 8 -> in.string(key, MAX_TEXT_BYTES);
            case 9 -> {
                if (!listAllowed)
                    throw new MalformedModel(key + " is a list of lists, which this engine does not read");
                yield list(in, key);
            }
            case 10, 11 -> in.i64(key);
            case 12 -> Double.longBitsToDouble(in.i64(key));
            default -> throw new MalformedModel(key + " has the unknown type " + Integer.toUnsignedString(type));
        };
    }

    private static List<Object> list(Cursor in, String key) throws MalformedModel {
        int type = in.i32("the type of " + key);
        int leastBytes =
                switch (type) {
                    case 0, 1, 7 -> 1;
                    case 2, 3 -> 2;
                    case 4, 5, 6 -> 4;
                    default -> 8;
                };
        int count = in.count("the length of " + key, leastBytes, MAX_LIST);
        var out = new Object[count];
        for (int i = 0; i < count; i++) out[i] = value(in, key, type, false);
        return Collections.unmodifiableList(Arrays.asList(out));
    }

    /// Cuts the data part into tensors that lie inside it and do not overlap.
    private static TreeMap<String, Tensor> cut(MemorySegment bytes, long start, List<Place> places)
            throws MalformedModel {
        var data = bytes.asSlice(start);
        var out = new TreeMap<String, Tensor>();
        long end = 0;
        for (var place :
                places.stream().sorted(Comparator.comparingLong(Place::offset)).toList()) {
            if (place.offset < end) throw new MalformedModel("tensor " + place.name + " overlaps another");
            if (place.bytes > data.byteSize() || place.offset > data.byteSize() - place.bytes)
                throw new MalformedModel(
                        "the file ends inside tensor " + place.name + "; it is truncated, so fetch it again");
            end = place.offset + place.bytes;
            var tensor = new Tensor(place.name, place.type, place.shape, data.asSlice(place.offset, place.bytes));
            if (out.put(place.name, tensor) != null)
                throw new MalformedModel("the tensor " + place.name + " appears twice");
        }
        return out;
    }

    /// A line of the tensor table.
    private record Place(String name, TensorType type, long[] shape, long offset, long bytes) {
        static final Map<Integer, String> KNOWN_ELSEWHERE =
                Map.of(3, "Q4_1", 6, "Q5_0", 7, "Q5_1", 9, "Q8_1", 10, "Q2_K", 11, "Q3_K", 13, "Q5_K", 15, "Q8_K");

        static Place read(Cursor in, int alignment) throws MalformedModel {
            var name = in.string("a tensor's name", MAX_KEY_BYTES);
            int dimensions = in.i32("the shape of " + name);
            if (dimensions < 1 || dimensions > 4)
                throw new MalformedModel("tensor " + name + " must have 1 to 4 dimensions");
            var shape = new long[dimensions];
            long elements = 1;
            for (int i = 0; i < dimensions; i++) {
                shape[i] = in.i64("the shape of " + name);
                if (shape[i] < 1 || shape[i] > (1L << 40) / elements)
                    throw new MalformedModel("tensor " + name + " has an impossible shape");
                elements *= shape[i];
            }
            int code = in.i32("the type of " + name);
            var type = TensorType.of(code)
                    .orElseThrow(() -> new MalformedModel("tensor " + name + " has the format "
                            + KNOWN_ELSEWHERE.getOrDefault(code, "number " + Integer.toUnsignedString(code))
                            + "; this engine reads F32, F16, BF16, Q8_0, Q4_0, Q4_K and Q6_K, so convert the model"));
            if (shape[0] % type.blockElements != 0)
                throw new MalformedModel("tensor " + name + " has rows that are no multiple of " + type.blockElements);
            long offset = in.i64("the offset of " + name);
            if (offset < 0 || offset % alignment != 0)
                throw new MalformedModel("tensor " + name + " begins at an impossible offset");
            return new Place(name, type, shape, offset, elements / type.blockElements * type.blockBytes);
        }
    }
}
