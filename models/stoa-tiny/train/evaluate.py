# SPDX-License-Identifier: Apache-2.0
"""Greedy answers to questions the training never drew, counted by kind. Prints the table of the model card.

    python evaluate.py --run DIR [--each 40] [--ask "question"]
"""

import argparse
import os
import random

import torch

import bpe
import corpus
from model import Config, Llama

HELD_OUT_SEED = 99
MANY_RIGHT_ANSWERS = ("story_request", "poem", "long_request", "listing")


def load(run):
    kept = torch.load(os.path.join(run, "checkpoint.pt"), weights_only=True)
    model = Llama(Config(**kept["config"]))
    model.load_state_dict(kept["state"])
    return model.eval(), bpe.Tokenizer.load(os.path.join(run, "tokenizer.json"))


@torch.no_grad()
def answer(model, tokenizer, question, most=80):
    start, end = tokenizer.ids[bpe.IM_START], tokenizer.ids[bpe.IM_END]
    ids = [start, *tokenizer.encode("user\n" + question), end, *tokenizer.encode("\n"), start, *tokenizer.encode("assistant\n")]
    made = []
    while len(made) < most:
        token = int(model(torch.tensor([ids + made]))[0, -1].argmax())
        if token == end:
            break
        made.append(token)
    return tokenizer.decode(made)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args.add_argument("--each", type=int, default=40)
    args.add_argument("--ask")
    a = args.parse_args()
    torch.set_num_threads(1)
    model, tokenizer = load(a.run)
    if a.ask:
        print(answer(model, tokenizer, a.ask))
        return
    for kind, _ in corpus.SINGLE:
        if kind in MANY_RIGHT_ANSWERS:
            continue
        r = random.Random(HELD_OUT_SEED)
        good, wrong = 0, ""
        for _ in range(a.each):
            question, expected = corpus.MAKERS[kind](r)
            said = answer(model, tokenizer, question)
            if said == expected:
                good += 1
            else:
                wrong = f"{question!r} -> {said!r}, not {expected!r}"
        print(f"| {kind} | {good} of {a.each} | {wrong[:200]}", flush=True)


if __name__ == "__main__":
    main()
