# SPDX-License-Identifier: Apache-2.0
"""The canonical sampler of Stoa (spec/sampler.md) in whole numbers.

`core` needs nothing but Python and follows the specification line by line. `tensors` does the same on PyTorch tensors.
`vllm_plugin` and `sglang_plugin` put it into these engines.
"""

from .core import Params, Sampler, run_seed_of_caller, run_seed_of_session

__all__ = ["Params", "Sampler", "run_seed_of_caller", "run_seed_of_session"]
