// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import org.jspecify.annotations.Nullable;
import stoa.vm.Program;
import stoa.vm.wasm.Image;

/// A program, and the image of an interpreter that has imported it, once there is one. Importing again must give the
/// same
/// image, so there is none for a program whose import looks at anything outside of itself.
public final class Loaded {
    private final Program program;
    private volatile @Nullable Image image;
    private volatile long steps;

    public Loaded(Program program) {
        this.program = program;
    }

    Program program() {
        return program;
    }

    @Nullable
    Image image() {
        return image;
    }

    /// What the import cost; a call that starts from the image pays it all the same.
    long steps() {
        return steps;
    }

    void keep(Image made, long cost) {
        steps = cost;
        image = made;
    }

    /// Memory this program's image takes beyond the common one.
    public long bytesBeyond(Image base) {
        var made = image;
        return made == null ? 0 : made.bytesBeyond(base);
    }
}
