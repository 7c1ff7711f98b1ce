// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// A model's name: 1 to 64 characters of a–z, 0–9 and . _ / : - beginning with a letter or digit. Ordered by its
/// characters.
public record ModelId(String name) implements Comparable<ModelId> {
    public static final int MOST = 64;

    public ModelId {
        if (!valid(name))
            throw new IllegalArgumentException("a model's name has 1 to 64 characters of a-z 0-9 . _ / : -");
    }

    public static boolean valid(String name) {
        if (name.isEmpty() || name.length() > MOST) return false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!plain && (i == 0 || ".-_/:".indexOf(c) < 0)) return false;
        }
        return true;
    }

    @Override
    public int compareTo(ModelId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
