# SPDX-License-Identifier: Apache-2.0
"""Asking a model and reading the web: inside of a nondeterministic block only."""

import dataclasses

from .. import _host
from .._address import lazy_api
from . import web


@dataclasses.dataclass
class Image:
    """A picture: its bytes as they came (PNG or JPEG)."""

    raw: bytes

    def __bytes__(self):
        return self.raw


web._image = Image


@lazy_api
def exec_prompt(prompt, *, response_format='text', images=None):
    """A model's answer: text, or with `response_format='json'` a dict."""
    if response_format not in ('text', 'json'):
        raise ValueError("response_format is 'text' or 'json'")
    pictures = [bytes(image) for image in images or ()]
    return _host.ok({'ExecPrompt': {'prompt': prompt, 'response_format': response_format, 'images': pictures}})


def _template(name, **variables):
    answer = _host.ok({'ExecPromptTemplate': {'template': name, **variables}})
    if name == 'EqNonComparativeLeader':
        return answer
    return answer is True


def _get_webpage(url, mode='text'):
    return web.render(url, mode=mode)
