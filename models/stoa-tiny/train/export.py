# SPDX-License-Identifier: Apache-2.0
"""Turns a checkpoint into a GGUF file.

    python export.py --run DIR --out stoa-tiny-q8_0.gguf [--kind q8_0|f16|f32]
"""

import argparse
import os

import torch

import bpe
import gguf

TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CONTROL = 3
KINDS = {"q8_0": (gguf.Q8_0, 7), "f16": (gguf.F16, 1), "f32": (gguf.F32, 0)}


def metadata(config, tokenizer, file_type):
    n = len(tokenizer.tokens)
    return {
        "general.architecture": "llama",
        "general.name": "stoa-tiny",
        "general.license": "apache-2.0",
        "general.file_type": file_type,
        "general.alignment": gguf.ALIGNMENT,
        "general.sampling.temp": 0.5,
        "general.sampling.top_p": 0.9,
        "llama.context_length": config["context"],
        "llama.embedding_length": config["width"],
        "llama.block_count": config["layers"],
        "llama.feed_forward_length": config["hidden"],
        "llama.attention.head_count": config["heads"],
        "llama.attention.head_count_kv": config["kv_heads"],
        "llama.attention.layer_norm_rms_epsilon": config["norm_epsilon"],
        "llama.rope.freq_base": config["rope_base"],
        "llama.rope.dimension_count": config["width"] // config["heads"],
        "llama.vocab_size": n,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "gpt-2",
        "tokenizer.ggml.tokens": tokenizer.tokens,
        "tokenizer.ggml.token_type": [CONTROL if t in bpe.SPECIAL else 1 for t in tokenizer.tokens],
        "tokenizer.ggml.merges": [" ".join(m) for m in tokenizer.merges],
        "tokenizer.ggml.bos_token_id": tokenizer.ids[bpe.END_OF_TEXT],
        "tokenizer.ggml.eos_token_id": tokenizer.ids[bpe.IM_END],
        "tokenizer.ggml.padding_token_id": tokenizer.ids[bpe.END_OF_TEXT],
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": TEMPLATE,
    }


def tensors(state, layers):
    out = {"token_embd.weight": state["embedding.weight"], "output_norm.weight": state["norm.weight"]}
    parts = {
        "attn_norm": "attention_norm", "attn_q": "attention.q", "attn_k": "attention.k", "attn_v": "attention.v", "attn_output": "attention.o",
        "ffn_norm": "ffn_norm", "ffn_gate": "gate", "ffn_up": "up", "ffn_down": "down",
    }
    for i in range(layers):
        for theirs, ours in parts.items():
            out[f"blk.{i}.{theirs}.weight"] = state[f"layers.{i}.{ours}.weight"]
    return {name: t.numpy() for name, t in out.items()}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args.add_argument("--out", required=True)
    args.add_argument("--kind", choices=KINDS, default="q8_0")
    a = args.parse_args()
    kept = torch.load(os.path.join(a.run, "checkpoint.pt"), weights_only=True)
    tokenizer = bpe.Tokenizer.load(os.path.join(a.run, "tokenizer.json"))
    kind, file_type = KINDS[a.kind]
    gguf.write(a.out, metadata(kept["config"], tokenizer, file_type), tensors(kept["state"], kept["config"]["layers"]), kind)
    print(a.out, os.path.getsize(a.out), "bytes, trained", kept["done"])


if __name__ == "__main__":
    main()
