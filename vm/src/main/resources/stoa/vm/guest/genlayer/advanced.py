# SPDX-License-Identifier: Apache-2.0
"""For those who know what they do."""

from . import _host


def user_error_immediate(message):
    """Ends this run with a user error at once: nothing can catch it, no `finally` runs."""
    _host.finish(b'\1' + message.encode())


def emit_raw_event(topics, blob):
    """An event with topics of thirty-two bytes each and any map as its blob."""
    _host.call({'EmitEvent': {'topics': [bytes(t) for t in topics], 'blob': blob}})
