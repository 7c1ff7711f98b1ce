# SPDX-License-Identifier: Apache-2.0
"""python3 -m unittest discover integrations/python/tests: the sampler against spec/vectors/sampler.json, and the
plug-ins against it. What needs PyTorch is skipped where it is missing."""

import json
import random
import struct
import sys
import types
import unittest
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
VECTORS = json.loads((HERE.parents[3] / "spec/vectors/sampler.json").read_text(encoding="utf-8"))

from stoa_sampler import core  # noqa: E402

try:
    import torch
except ImportError:
    torch = None


def f32(text: str) -> float:
    return struct.unpack("f", struct.pack("f", float(text)))[0]


def params(entry) -> core.Params:
    return core.Params(
        run_seed=bytes.fromhex(entry["runSeed"]),
        temperature=entry["temperature"],
        top_k=entry["topK"],
        top_p=entry["topP"],
        min_p=entry["minP"],
        presence_penalty=entry["presencePenalty"],
        frequency_penalty=entry["frequencyPenalty"],
        repetition_penalty=entry["repetitionPenalty"],
        logit_bias={int(i): b for i, b in entry["logitBias"].items()},
    )


class PlainPython(unittest.TestCase):
    def test_run_seeds(self):
        for v in VECTORS["runSeeds"]:
            if "model" in v:
                made = core.run_seed_of_caller(v["model"], v["seed"], v["choice"])
            else:
                made = core.run_seed_of_session(
                    v["session"], bytes.fromhex(v["requestHash"]), bytes.fromhex(v["nonce"]), v["choice"])
            self.assertEqual(v["runSeed"], made.hex())

    def test_functions(self):
        for v in VECTORS["functions"]:
            self.assertEqual(v["expMinus"], core.exp_minus(v["d"]))
            self.assertEqual(v["ln"], core.ln(v["v"]))
            self.assertEqual(v["gumbel"], core.gumbel(v["n"]))

    def test_noise(self):
        for v in VECTORS["noise"]:
            self.assertEqual(v["noise"], core.noise(bytes.fromhex(v["runSeed"]), v["position"], v["token"]))

    def test_draws(self):
        for number, v in enumerate(VECTORS["draws"]):
            sampler = core.Sampler(params(v), v["prompt"])
            allowed = set(v["allowed"]) if "allowed" in v else None
            made = [sampler.next([f32(x) for x in row], allowed) for row in v["logits"]]
            self.assertEqual(v["tokens"], made, f"draw {number}")


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Tensors(unittest.TestCase):
    def test_draws(self):
        from stoa_sampler.tensors import TensorSampler

        for number, v in enumerate(VECTORS["draws"]):
            sampler = TensorSampler(params(v), v["prompt"])
            rows = [torch.tensor([f32(x) for x in row]) for row in v["logits"]]
            allowed = None
            if "allowed" in v:
                allowed = torch.zeros(len(rows[0]), dtype=torch.bool)
                allowed[v["allowed"]] = True
            self.assertEqual(v["tokens"], [sampler.next(row, allowed) for row in rows], f"draw {number}")

    def test_functions_and_noise(self):
        from stoa_sampler import tensors

        column = lambda name: torch.tensor([v[name] for v in VECTORS["functions"]])  # noqa: E731
        self.assertEqual(column("expMinus").tolist(), tensors.exp_minus(column("d")).tolist())
        self.assertEqual(column("ln").tolist(), tensors.ln(column("v")).tolist())
        self.assertEqual(column("gumbel").tolist(), tensors.gumbel(column("n")).tolist())
        for v in VECTORS["noise"]:
            made = tensors.noise(bytes.fromhex(v["runSeed"]), v["position"], torch.tensor([v["token"]]))
            self.assertEqual([v["noise"]], made.tolist())

    def test_a_large_vocabulary_is_drawn_as_plain_python_draws_it(self):
        from stoa_sampler.tensors import TensorSampler

        seed = 11
        generator = torch.Generator().manual_seed(seed)
        for round_ in range(6):
            p = core.Params(run_seed=bytes([round_] * 32), temperature=0.9, top_p=0.95 if round_ % 2 else 1.0)
            row = torch.randn(5_000, generator=generator) * 4
            plain = core.Sampler(p).next([float(x) for x in row])
            self.assertEqual(plain, TensorSampler(p).next(row), f"seed {seed}, round {round_}")


class Counting:
    """A language model that stands in for an engine's: the next scores depend on the last token."""

    def __init__(self, vocabulary: int, seed: int):
        generator = torch.Generator().manual_seed(seed)
        self.table = torch.nn.Embedding.from_pretrained(torch.randn(vocabulary, vocabulary, generator=generator) * 3)

    def scores(self, tokens):
        return self.table(torch.tensor(tokens[-1])).detach()


@unittest.skipIf(torch is None, "PyTorch is not installed")
class PlugIns(unittest.TestCase):
    ASKED = {"run_seed": "07" * 32, "temperature": 0.8, "top_p": 0.9, "presence_penalty": 0.5}

    def setUp(self):
        self.model = Counting(97, 5)
        self.prompt = [3, 14, 15]
        sampler = core.Sampler(self._params(), self.prompt)
        self.expected = []
        for _ in range(30):
            scores = self.model.scores(self.prompt + self.expected)
            self.expected.append(sampler.next([float(x) for x in scores]))

    def _params(self):
        from stoa_sampler.tensors import params_of

        return params_of(self.ASKED)

    def test_vllm(self):
        from stoa_sampler.vllm_plugin import StoaLogitsProcessor

        plugin = StoaLogitsProcessor(None, "cpu", False)
        self.assertFalse(plugin.is_argmax_invariant())
        self.assertIsNone(plugin.new_req_logits_processor(types.SimpleNamespace(extra_args=None)))
        asked = types.SimpleNamespace(extra_args={"stoa": json.dumps(self.ASKED)})
        each = plugin.new_req_logits_processor(asked)
        made = []
        for _ in self.expected:
            made.append(int(each(self.prompt, made, self.model.scores(self.prompt + made)).argmax()))
        self.assertEqual(self.expected, made)

    def test_sglang(self):
        from stoa_sampler.sglang_plugin import StoaLogitProcessor

        made = []
        for _ in self.expected:
            request = types.SimpleNamespace(origin_input_ids=self.prompt, output_ids=made)
            rows = torch.stack([self.model.scores(self.prompt + made), self.model.scores([random.randrange(97)])])
            before = rows[1].clone()
            rows = StoaLogitProcessor()(rows, [{"stoa": self.ASKED, "__req__": request}, None])
            self.assertTrue(torch.equal(before, rows[1]), "a request without parameters is left alone")
            made.append(int(rows[0].argmax()))
        self.assertEqual(self.expected, made)

    def test_wrong_parameters_are_refused_at_once(self):
        from stoa_sampler.vllm_plugin import StoaLogitsProcessor

        with self.assertRaises(ValueError):
            StoaLogitsProcessor.validate_params(types.SimpleNamespace(extra_args={"stoa": {"run_seed": "07"}}))
        with self.assertRaises(TypeError):
            StoaLogitsProcessor.validate_params(types.SimpleNamespace(extra_args={"stoa": {"run_seed": "07" * 32, "tmp": 1}}))


if __name__ == "__main__":
    unittest.main()
