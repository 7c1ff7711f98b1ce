# SPDX-License-Identifier: Apache-2.0
"""Pages and requests of the web."""

import dataclasses

from .. import _host
from .._address import lazy_api

_image = bytes


@dataclasses.dataclass
class Response:
    """What a server answered."""

    status: int
    headers: dict[str, bytes]
    body: bytes | None

    @property
    def status_code(self):
        return self.status


@lazy_api
def request(url, *, method='GET', body=None, headers={}, sign=False):
    """One request; its answer whatever the status."""
    if isinstance(body, str):
        body = body.encode()
    answer = _host.ok(
        {
            'WebRequest': {
                'url': url,
                'method': method.upper(),
                'body': body,
                'headers': {k: v if isinstance(v, bytes) else v.encode() for k, v in headers.items()},
                'sign': sign,
            }
        }
    )
    return Response(answer['status'], answer['headers'], answer['body'])


def _verb(name):
    @lazy_api
    def verb(url, *, body=None, headers={}, sign=False):
        return request(url, method=name, body=body, headers=headers, sign=sign)

    verb.__name__ = name.lower()
    return verb


get = _verb('GET')
post = _verb('POST')
put = _verb('PUT')
patch = _verb('PATCH')
delete = _verb('DELETE')
head = _verb('HEAD')


@lazy_api
def render(url, *, mode='text', wait_after_loaded=None):
    """A page as a browser shows it: its text, its HTML, or a screenshot."""
    if mode not in ('text', 'html', 'screenshot'):
        raise ValueError("mode is 'text', 'html' or 'screenshot'")
    answer = _host.ok({'WebRender': {'url': url, 'mode': mode, 'wait_after_loaded': wait_after_loaded or '0ms'}})
    return _image(answer) if mode == 'screenshot' else answer
