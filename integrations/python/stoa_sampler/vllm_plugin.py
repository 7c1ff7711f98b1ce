# SPDX-License-Identifier: Apache-2.0
"""vLLM: `vllm serve MODEL --logits-processors stoa_sampler.vllm_plugin:StoaLogitsProcessor`.

A request carries `"vllm_xargs": {"stoa": "<JSON of the sampling parameters, with run_seed>"}` and asks vLLM itself for
temperature 0 and no penalty, because all of that is done here. Requests without it are left alone.
"""

import json

from .tensors import TensorSampler, force, params_of

try:
    from vllm.v1.sample.logits_processor import AdapterLogitsProcessor
except ImportError:  # so that the rest can be tested where vLLM is not installed

    class AdapterLogitsProcessor:  # type: ignore[no-redef]
        def __init__(self, vllm_config=None, device=None, is_pin_memory=False):
            pass


class PerRequest:
    """Draws one request's tokens. vLLM calls it with the prompt, the answer so far and the next scores."""

    def __init__(self, asked: dict):
        self.params = params_of(asked)
        self.sampler = None

    def __call__(self, prompt_ids, output_ids, logits):
        if self.sampler is None:
            self.sampler = TensorSampler(self.params, prompt_ids)
        for token in output_ids[self.sampler.position:]:
            self.sampler.accept(int(token))
        token = self.sampler.pick(logits)
        return logits if token < 0 else force(logits, token)


class StoaLogitsProcessor(AdapterLogitsProcessor):
    @classmethod
    def validate_params(cls, sampling_params):
        cls._asked(sampling_params)

    def is_argmax_invariant(self) -> bool:
        return False

    def new_req_logits_processor(self, params):
        asked = self._asked(params)
        return None if asked is None else PerRequest(asked)

    @staticmethod
    def _asked(params):
        asked = (params.extra_args or {}).get("stoa")
        if isinstance(asked, str):
            asked = json.loads(asked)
        if asked is not None:
            params_of(asked)
        return asked
