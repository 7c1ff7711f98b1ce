# SPDX-License-Identifier: Apache-2.0
"""The message that is being executed."""

import typing

from ._address import Address, u256


class MessageType(typing.NamedTuple):
    contract_address: Address
    sender_address: Address
    origin_address: Address
    value: u256
    chain_id: u256


_raw = None


def current():
    """The message as a map; loaded from the machine if it has not been handed over."""
    if _raw is None:
        load()
    return _raw


def load(raw=None):
    global _raw
    from . import _host, gl

    if raw is None:
        raw = _host.message()
    _raw = raw
    gl.message_raw = raw
    gl.message = MessageType(
        raw['contract_address'], raw['sender_address'], raw['origin_address'], raw['value'] or 0, raw['chain_id']
    )
