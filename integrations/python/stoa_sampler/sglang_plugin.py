# SPDX-License-Identifier: Apache-2.0
"""SGLang: start the server with `--enable-custom-logit-processor`; a request carries `custom_logit_processor`
(`StoaLogitProcessor.to_str()`) and `custom_params: {"stoa": {...}}`, and asks SGLang itself for temperature 0.

SGLang adds the request to the parameters as `__req__`, from which the prompt and the answer so far are read.
"""

from .tensors import TensorSampler, force, params_of

try:
    from sglang.srt.sampling.custom_logit_processor import CustomLogitProcessor
except ImportError:  # so that the rest can be tested where SGLang is not installed

    class CustomLogitProcessor:  # type: ignore[no-redef]
        pass


class StoaLogitProcessor(CustomLogitProcessor):
    def __call__(self, logits, custom_param_list=None):
        for row, given in enumerate(custom_param_list or []):
            asked = (given or {}).get("stoa")
            if asked is None:
                continue
            request = given["__req__"]
            # Nothing is kept between calls: the answer so far is short, and a request may move between batches.
            sampler = TensorSampler(params_of(asked), request.origin_input_ids)
            for token in request.output_ids:
                sampler.accept(int(token))
            token = sampler.pick(logits[row])
            if token >= 0:
                logits[row] = force(logits[row], token)
        return logits
