# SPDX-License-Identifier: Apache-2.0
"""Byte-level BPE in the GPT-2 manner: trainer and tokenizer. Digits are never merged, so that sums are read digit by digit."""

import heapq
import json
import re
from collections import Counter, defaultdict

# The GPT-2 pre-tokenizer, in what Python's own `re` can say.
SPLIT = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
END_OF_TEXT, IM_START, IM_END = SPECIAL


def byte_symbols():
    """GPT-2's printable stand-in for each byte."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    symbols, spare = {}, 256
    for b in range(256):
        if b in printable:
            symbols[b] = chr(b)
        else:
            symbols[b] = chr(spare)
            spare += 1
    return symbols


BYTE = byte_symbols()
UNBYTE = {s: b for b, s in BYTE.items()}


def symbols_of(piece):
    return [BYTE[b] for b in piece.encode("utf-8")]


def train(texts, vocabulary):
    """Merges in order of rank, the most frequent pair first; ties by the pair itself, so that a corpus has one tokenizer."""
    counts = Counter()
    for text in texts:
        counts.update(SPLIT.findall(text))
    words = [(symbols_of(w), n) for w, n in sorted(counts.items())]
    pairs, where = Counter(), defaultdict(set)
    for i, (symbols, n) in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += n
            where[pair].add(i)
    heap = [(-n, p) for p, n in pairs.items()]
    heapq.heapify(heap)
    merges = []
    while heap and len(merges) < vocabulary - 256 - len(SPECIAL):
        n, pair = heapq.heappop(heap)
        if pairs[pair] != -n:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        if any(c.isdigit() for s in pair for c in s) or -n < 2:
            pairs[pair] = 0
            continue
        merges.append(pair)
        touched = set()
        for i in where.pop(pair):
            symbols, count = words[i]
            for p in zip(symbols, symbols[1:]):
                pairs[p] -= count
                touched.add(p)
            words[i] = (merged(symbols, pair), count)
            for p in zip(words[i][0], words[i][0][1:]):
                pairs[p] += count
                where[p].add(i)
                touched.add(p)
        for p in touched:
            if pairs[p] > 0:
                heapq.heappush(heap, (-pairs[p], p))
    return merges


def merged(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


class Tokenizer:
    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.tokens = [BYTE[b] for b in range(256)] + [a + b for a, b in self.merges] + SPECIAL
        self.ids = {t: i for i, t in enumerate(self.tokens)}
        self.rank = {m: i for i, m in enumerate(self.merges)}
        self.cache = {}

    def encode(self, text):
        """Plain text only; special tokens are added by id."""
        out = []
        for piece in SPLIT.findall(text):
            if piece not in self.cache:
                self.cache[piece] = self.piece(piece)
            out += self.cache[piece]
        return out

    def piece(self, text):
        symbols = symbols_of(text)
        while len(symbols) > 1:
            pair = min(zip(symbols, symbols[1:]), key=lambda p: self.rank.get(p, 1 << 30))
            if pair not in self.rank:
                break
            symbols = merged(symbols, pair)
        return [self.ids[s] for s in symbols]

    def decode(self, ids):
        raw = bytearray()
        for i in ids:
            token = self.tokens[i]
            raw += token.encode() if token in SPECIAL else bytes(UNBYTE[c] for c in token)
        return raw.decode("utf-8", "replace")

    def save(self, path):
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"merges": [" ".join(m) for m in self.merges]}, f, ensure_ascii=False)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as f:
            return Tokenizer([tuple(m.split(" ")) for m in json.load(f)["merges"]])
