# SPDX-License-Identifier: Apache-2.0
"""Trains stoa-tiny on one CPU thread for a given time. Matrices learn by Muon, the rest by AdamW; both follow one cosine over the time.

    python train.py --out DIR [--minutes 50]
"""

import argparse
import json
import math
import os
import random
import time

import torch
import torch.nn.functional as F

import bpe
import corpus
from model import Config, Llama

SEED = 20260101
DOCUMENTS = 240_000
PEAK_RATE = 4e-3
# (share of the time it lasts, sequence length, sequences a step): long ones last, so that far positions are known too.
STAGES = [(0.82, 256, 16), (0.18, 1024, 4)]


class Stream:
    """Random stretches of the corpus, each beginning at a document's start."""

    def __init__(self, tokenizer, seed, documents):
        ids, weights, self.starts = corpus.encoded(seed, documents, tokenizer)
        self.ids = torch.tensor(ids, dtype=torch.int16)
        self.weights = torch.frombuffer(weights, dtype=torch.uint8)

    def batch(self, r, size, length):
        last = len(self.ids) - length - 1
        at = []
        while len(at) < size:
            start = r.choice(self.starts)
            if start <= last:
                at.append(start)
        x = torch.stack([self.ids[a : a + length] for a in at]).long()
        y = torch.stack([self.ids[a + 1 : a + length + 1] for a in at]).long()
        w = torch.stack([self.weights[a + 1 : a + length + 1] for a in at]).float() / 10
        return x, y, w


def loss_of(model, x, y, w):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(x)
    each = F.cross_entropy(logits.float().view(-1, logits.shape[-1]), y.view(-1), reduction="none")
    return (each * w.view(-1)).sum() / w.sum()


def optimizers(model):
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and "embedding" not in n]
    rest = [p for n, p in model.named_parameters() if p.dim() != 2 or "embedding" in n]
    return [
        torch.optim.Muon(matrices, lr=PEAK_RATE, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def rate_at(done):
    if done < 0.02:
        return PEAK_RATE * (0.05 + 0.95 * done / 0.02)
    return PEAK_RATE * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - 0.02) / 0.98)))


def save(out, model, curve, done):
    kept = {"config": model.c.as_dict(), "state": model.state_dict(), "curve": curve, "done": done}
    torch.save(kept, os.path.join(out, "checkpoint.tmp"))
    os.replace(os.path.join(out, "checkpoint.tmp"), os.path.join(out, "checkpoint.pt"))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--out", required=True)
    args.add_argument("--minutes", type=float, default=50)
    args.add_argument("--threads", type=int, default=1)
    a = args.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.set_num_threads(a.threads)
    torch.manual_seed(SEED)
    r = random.Random(SEED)

    tokenizer = bpe.Tokenizer(bpe.train(corpus.sample_texts(SEED, 60_000), Config.vocabulary))
    tokenizer.save(os.path.join(a.out, "tokenizer.json"))
    data = Stream(tokenizer, SEED + 1, DOCUMENTS)
    held_out = Stream(tokenizer, SEED + 2, 1_000)
    model = Llama(Config())
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(data.ids)} tokens", flush=True)
    fast = torch.compile(model)
    opts = optimizers(model)

    begin, last_save, step, seen, curve = time.time(), time.time(), 0, 0, []
    bounds = [sum(s[0] for s in STAGES[: i + 1]) for i in range(len(STAGES))]
    while True:
        done = (time.time() - begin) / (a.minutes * 60)
        if done >= 1:
            break
        _, length, size = STAGES[next(i for i, b in enumerate(bounds) if done < b or i == len(bounds) - 1)]
        for o in opts:
            for g in o.param_groups:
                g["lr"] = rate_at(done)
        x, y, w = data.batch(r, size, length)
        loss = loss_of(fast, x, y, w)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in opts:
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        seen += x.numel()
        if step % 50 == 0:
            print(f"step {step} tokens {seen} loss {loss.item():.4f} done {done:.3f} s {time.time() - begin:.0f}", flush=True)
        if time.time() - last_save > 150:
            last_save = time.time()
            curve.append(measure(model, held_out, seen))
            save(a.out, model, curve, done)
    curve.append(measure(model, held_out, seen))
    save(a.out, model, curve, 1.0)
    with open(os.path.join(a.out, "curve.json"), "w") as f:
        json.dump(curve, f)


def measure(model, held_out, seen):
    with torch.no_grad():
        x, y, w = held_out.batch(random.Random(1), 32, 256)
        value = round(loss_of(model, x, y, w).item(), 4)
    print(f"tokens {seen} held-out loss {value}", flush=True)
    return {"tokens": seen, "heldOutLoss": value}


if __name__ == "__main__":
    main()
