// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.nio.charset.StandardCharsets;
import stoa.types.Bytes;
import stoa.types.codec.Calldata;
import stoa.types.codec.Malformed;
import stoa.types.codec.Utf8;

/// How a run ended, in the bytes that outcomes, equivalence outputs and read answers carry: one byte for the kind, then
/// its payload. Only a [Value] keeps what the run did.
public sealed interface Result {
    /// A method came back with a value.
    record Value(byte[] calldata) implements Result {
        /// The value itself.
        public Calldata decoded() {
            try {
                return Calldata.decode(calldata);
            } catch (Malformed broken) {
                throw new IllegalStateException("a machine's value is calldata", broken);
            }
        }
    }

    /// The contract said no.
    record UserError(String message) implements Result {}

    /// The rules of the machine ended the run; `code` is one of the names clients know, such as `exit_code 1`.
    record VmError(String code) implements Result {}

    int VALUE = 0;
    int USER_ERROR = 1;
    int VM_ERROR = 2;

    default byte[] encode() {
        return switch (this) {
            case Value value -> Bytes.concat(new byte[] {VALUE}, value.calldata);
            case UserError error -> text(USER_ERROR, error.message);
            case VmError error -> text(VM_ERROR, error.code);
        };
    }

    private static byte[] text(int kind, String text) {
        return Bytes.concat(new byte[] {(byte) kind}, text.getBytes(StandardCharsets.UTF_8));
    }

    static Result decode(byte[] bytes) throws Malformed {
        if (bytes.length == 0) throw new Malformed("a result has at least its kind");
        return switch (bytes[0]) {
            case VALUE -> {
                var calldata = java.util.Arrays.copyOfRange(bytes, 1, bytes.length);
                Calldata.decode(calldata);
                yield new Value(calldata);
            }
            case USER_ERROR -> new UserError(Utf8.decode(bytes, 1, bytes.length - 1));
            case VM_ERROR -> new VmError(Utf8.decode(bytes, 1, bytes.length - 1));
            default -> throw new Malformed("unknown kind of result " + bytes[0]);
        };
    }
}
