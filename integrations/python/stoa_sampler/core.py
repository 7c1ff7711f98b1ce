# SPDX-License-Identifier: Apache-2.0
"""The sampler on plain lists. The rules' numbers are those of spec/sampler.md."""

import hashlib
import math
import struct
from collections import Counter
from dataclasses import dataclass, field

SCORE_BITS = 24
BITS = 30
ONE = 1 << BITS
LN_2 = 744_261_118
LOG2_E = 1_549_082_005
EXP_TERMS = 10
LN_TERMS = 8
EXP_END = 21 << SCORE_BITS
UNIFORM_BITS = 33
NEAR_ONE = 1 << (UNIFORM_BITS - 8)
EXPONENTIAL_BITS = 50
STEP = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
PARAMETER_BITS = 16
UNITY = 1 << PARAMETER_BITS


def run_seed_of_caller(model: str, seed: int, choice: int) -> bytes:
    """[SAM-2] for a caller who gave a seed."""
    name = model.encode("utf-8")
    return hashlib.sha256(b"\x01" + struct.pack(">H", len(name)) + name + struct.pack(">qi", seed, choice)).digest()


def run_seed_of_session(session: int, request_hash: bytes, nonce: bytes, choice: int) -> bytes:
    """[SAM-2] for a caller who gave none."""
    if len(request_hash) != 32 or len(nonce) != 16:
        raise ValueError("a request's hash has 32 bytes, a nonce 16")
    return hashlib.sha256(b"\x02" + struct.pack(">q", session) + request_hash + nonce + struct.pack(">i", choice)).digest()


def exp_minus(d: int) -> int:
    """[SAM-5] e^-d, d with 24 fractional bits, the result with 30."""
    if d >= EXP_END:
        return 0
    u = (d * LOG2_E) >> BITS
    g = ((u & ((1 << SCORE_BITS) - 1)) * LN_2) >> SCORE_BITS
    p = ONE
    for i in range(EXP_TERMS, 0, -1):
        p = ONE - ((g * p) >> BITS) // i
    return p >> (u >> SCORE_BITS)


def ln(v: int) -> int:
    """[SAM-5] Natural logarithm of v >= 1 with 30 fractional bits."""
    k = v.bit_length() - 1
    m = v >> (k - BITS) if k >= BITS else v << (BITS - k)
    s = ((m - ONE) << BITS) // (m + ONE)
    squared = (s * s) >> BITS
    p = ONE // (2 * LN_TERMS - 1)
    for i in range(LN_TERMS - 2, -1, -1):
        p = ONE // (2 * i + 1) + ((squared * p) >> BITS)
    return k * LN_2 + ((s * p) >> (BITS - 1))


def gumbel(n: int) -> int:
    """[SAM-4] The noise of a uniform number n of 32 bits, with 24 fractional bits."""
    a = 2 * n + 1
    d = (1 << UNIFORM_BITS) - a
    if d >= NEAR_ONE:
        e = (UNIFORM_BITS * LN_2 - ln(a)) << (EXPONENTIAL_BITS - BITS)
    else:
        x = d << (EXPONENTIAL_BITS - UNIFORM_BITS)
        small = x >> 12
        x2 = (small * small) >> 26
        x3 = ((x2 >> 12) * small) >> 26
        x4 = ((x3 >> 12) * small) >> 26
        e = x + x2 // 2 + x3 // 3 + x4 // 4
    return (EXPONENTIAL_BITS * LN_2 - ln(e)) >> (BITS - SCORE_BITS)


def _mix(z: int) -> int:
    a = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    b = ((a ^ (a >> 27)) * 0x94D049BB133111EB) & MASK
    return b ^ (b >> 31)


def keys(run_seed: bytes, position: int) -> tuple[int, int]:
    """[SAM-4] The two numbers all noise of a position comes from."""
    return struct.unpack(">QQ", hashlib.sha256(run_seed + struct.pack(">q", position)).digest()[:16])


def noise(run_seed: bytes, position: int, token: int) -> int:
    """[SAM-4] With 24 fractional bits."""
    first, second = keys(run_seed, position)
    bits = _mix((_mix(first ^ ((token + 1) * STEP & MASK)) + second) & MASK)
    return gumbel(bits >> 32)


def score(logit: float) -> int | None:
    """[SAM-3] A score as a whole number; None is out of the question."""
    if logit == -math.inf:
        return None
    return round(max(-32_768.0, min(32_768.0, logit)) * (1 << SCORE_BITS))


def parameter(value: float, bits: int) -> int:
    return round(value * (1 << bits))


@dataclass
class Params:
    """What a request asks of the sampler, in OpenAI's units."""

    run_seed: bytes
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    repetition_penalty: float = 1.0
    logit_bias: dict[int, float] = field(default_factory=dict)


class Sampler:
    """Picks the tokens of one choice."""

    def __init__(self, params: Params, prompt=()):
        self.params = params
        self.temperature = parameter(params.temperature, PARAMETER_BITS)
        self.top_p = parameter(params.top_p, PARAMETER_BITS)
        self.min_p = parameter(params.min_p, PARAMETER_BITS)
        self.presence = parameter(params.presence_penalty, SCORE_BITS)
        self.frequency = parameter(params.frequency_penalty, SCORE_BITS)
        self.repetition = max(1, parameter(params.repetition_penalty, PARAMETER_BITS))
        self.bias = {int(i): parameter(b, SCORE_BITS) for i, b in params.logit_bias.items()}
        self.seen = set(prompt)
        self.made = Counter()
        self.position = 0

    def accept(self, token: int) -> None:
        self.position += 1
        self.made[token] += 1
        self.seen.add(token)

    def next(self, logits, allowed=None) -> int:
        """The next token, -1 when none can be picked. `allowed` holds the ids the grammar allows, None all."""
        token = self.pick(logits, allowed)
        if token >= 0:
            self.accept(token)
        return token

    def pick(self, logits, allowed=None) -> int:
        if any(math.isnan(x) or x == math.inf for x in logits):
            return -1
        scores = {i: s for i, s in enumerate(map(score, logits)) if s is not None}
        self._adjust(scores)
        if allowed is not None:
            scores = {i: s for i, s in scores.items() if i in allowed}
        if not scores:
            return -1
        if self.temperature == 0:
            return min(scores, key=lambda i: (-scores[i], i))
        scores = {i: (s << PARAMETER_BITS) // self.temperature for i, s in scores.items()}
        scores = self._filter(scores)
        p = self.params.run_seed
        return min(scores, key=lambda i: (-(scores[i] + noise(p, self.position, i)), i))

    def _adjust(self, scores) -> None:
        if self.repetition != UNITY:
            for i in self.seen & scores.keys():
                s = scores[i]
                scores[i] = (s << PARAMETER_BITS) // self.repetition if s > 0 else (s * self.repetition) >> PARAMETER_BITS
        for i, times in self.made.items():
            if i in scores:
                scores[i] -= self.presence + times * self.frequency
        for i, by in self.bias.items():
            if i in scores:
                scores[i] += by

    def _filter(self, scores):
        order = sorted(scores, key=lambda i: (-scores[i], i))
        top = scores[order[0]]
        if self.params.top_k > 0:
            order = order[: self.params.top_k]
        if self.top_p < UNITY or self.min_p > 0:
            shares = [exp_minus(top - scores[i]) for i in order]
            left = sum(1 for s in shares if s > 0)
            if self.top_p < UNITY:
                total = sum(shares)
                enough = (total * self.top_p) >> PARAMETER_BITS
                reached, kept = 0, 0
                while kept < left and (kept == 0 or reached < enough):
                    reached += shares[kept]
                    kept += 1
                left = kept
            least = self.min_p << (BITS - PARAMETER_BITS)
            while left > 1 and shares[left - 1] < least:
                left -= 1
            order = order[:left]
        return {i: scores[i] for i in order}
