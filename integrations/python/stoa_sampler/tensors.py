# SPDX-License-Identifier: Apache-2.0
"""The sampler on PyTorch tensors, for vocabularies of real models. Exact: every operation is on 64-bit integers."""

import torch

from .core import (BITS, EXP_END, EXP_TERMS, EXPONENTIAL_BITS, LN_2, LN_TERMS, LOG2_E, NEAR_ONE, ONE, PARAMETER_BITS,
                   SCORE_BITS, STEP, UNIFORM_BITS, UNITY, Params, Sampler, keys)

OUT = -(1 << 63)


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _right(z, count: int):
    """Shifts in zeros; PyTorch's own shift keeps the sign."""
    return (z >> count) & ((1 << (64 - count)) - 1)


def _mix(z):
    a = (z ^ _right(z, 30)) * _signed(0xBF58476D1CE4E5B9)
    b = (a ^ _right(a, 27)) * _signed(0x94D049BB133111EB)
    return b ^ _right(b, 31)


def exp_minus(d):
    near = d < EXP_END
    u = (torch.where(near, d, 0) * LOG2_E) >> BITS
    g = ((u & ((1 << SCORE_BITS) - 1)) * LN_2) >> SCORE_BITS
    p = torch.full_like(d, ONE)
    for i in range(EXP_TERMS, 0, -1):
        p = ONE - torch.div((g * p) >> BITS, i, rounding_mode="floor")
    return torch.where(near, p >> (u >> SCORE_BITS), 0)


def ln(v):
    k = torch.zeros_like(v)
    rest = v
    for step in (32, 16, 8, 4, 2, 1):
        big = rest >= 1 << step
        k = k + torch.where(big, step, 0)
        rest = torch.where(big, rest >> step, rest)
    m = torch.where(k >= BITS, v >> (k - BITS).clamp(min=0), v << (BITS - k).clamp(min=0))
    s = torch.div((m - ONE) << BITS, m + ONE, rounding_mode="floor")
    squared = (s * s) >> BITS
    p = torch.full_like(v, ONE // (2 * LN_TERMS - 1))
    for i in range(LN_TERMS - 2, -1, -1):
        p = ONE // (2 * i + 1) + ((squared * p) >> BITS)
    return k * LN_2 + ((s * p) >> (BITS - 1))


def gumbel(n):
    a = 2 * n + 1
    d = (1 << UNIFORM_BITS) - a
    far = (UNIFORM_BITS * LN_2 - ln(a)) << (EXPONENTIAL_BITS - BITS)
    x = torch.where(d < NEAR_ONE, d, 1) << (EXPONENTIAL_BITS - UNIFORM_BITS)
    small = x >> 12
    x2 = (small * small) >> 26
    x3 = ((x2 >> 12) * small) >> 26
    x4 = ((x3 >> 12) * small) >> 26
    near = x + (x2 >> 1) + torch.div(x3, 3, rounding_mode="floor") + (x4 >> 2)
    e = torch.where(d >= NEAR_ONE, far, near)
    return (EXPONENTIAL_BITS * LN_2 - ln(e)) >> (BITS - SCORE_BITS)


def noise(run_seed: bytes, position: int, tokens):
    first, second = keys(run_seed, position)
    bits = _mix(_mix((tokens + 1) * _signed(STEP) ^ _signed(first)) + _signed(second))
    return gumbel(_right(bits, 32))


class TensorSampler(Sampler):
    """As [Sampler], with a tensor of scores and, for `allowed`, a tensor of flags."""

    def pick(self, logits, allowed=None) -> int:
        if bool((torch.isnan(logits) | (logits == torch.inf)).any()):
            return -1
        ids = torch.arange(logits.shape[-1], device=logits.device)
        out = logits == -torch.inf
        scores = (logits.float().double().clamp(-32_768, 32_768) * (1 << SCORE_BITS)).round().to(torch.int64)
        self._adjust_tensor(scores)
        if allowed is not None:
            out = out | ~allowed
        if bool(out.all()):
            return -1
        if self.temperature == 0:
            return self._first_best(scores, out)
        scores = torch.div(scores << PARAMETER_BITS, self.temperature, rounding_mode="floor")
        out = self._filter_tensor(scores, out)
        return self._first_best(scores + noise(self.params.run_seed, self.position, ids), out)

    @staticmethod
    def _first_best(scores, out) -> int:
        scores = torch.where(out, OUT, scores)
        return int((scores == scores.max()).nonzero()[0])

    def _adjust_tensor(self, scores) -> None:
        if self.repetition != UNITY and self.seen:
            seen = torch.tensor(sorted(self.seen), device=scores.device)
            s = scores[seen]
            scores[seen] = torch.where(s > 0, torch.div(s << PARAMETER_BITS, self.repetition, rounding_mode="floor"),
                                       (s * self.repetition) >> PARAMETER_BITS)
        for i, times in self.made.items():
            scores[i] -= self.presence + times * self.frequency
        for i, by in self.bias.items():
            scores[i] += by

    def _filter_tensor(self, scores, out):
        if self.params.top_k <= 0 and self.top_p == UNITY and self.min_p == 0:
            return out
        # Stable, so that the lower id comes first among equals.
        order = torch.sort(torch.where(out, OUT, scores), descending=True, stable=True).indices
        left = int((~out).sum())
        if self.params.top_k > 0:
            left = min(left, self.params.top_k)
        if self.top_p < UNITY or self.min_p > 0:
            shares = exp_minus(scores[order[0]] - scores[order[:left]])
            left = int((shares > 0).sum())
            reached = shares.cumsum(0)
            if self.top_p < UNITY:
                total = int(reached[-1])
                enough = (total * self.top_p) >> PARAMETER_BITS
                left = min(left, max(1, int((reached < enough).sum()) + 1))
            least = self.min_p << (BITS - PARAMETER_BITS)
            left = max(1, min(left, int((shares[:left] >= least).sum())))
        kept = torch.ones_like(out)
        kept[order[:left]] = False
        return kept


def force(logits, token: int):
    """Scores under which any engine can pick nothing but `token`."""
    out = torch.full_like(logits, -torch.inf)
    out[token] = 0
    return out


def params_of(asked: dict) -> Params:
    """The request's `stoa` object as the plug-ins take it: `run_seed` in hexadecimal beside OpenAI's names."""
    known = dict(asked)
    seed = bytes.fromhex(known.pop("run_seed"))
    if len(seed) != 32:
        raise ValueError("run_seed must have 32 bytes")
    known["logit_bias"] = {int(i): float(b) for i, b in (known.get("logit_bias") or {}).items()}
    return Params(run_seed=seed, **known)
