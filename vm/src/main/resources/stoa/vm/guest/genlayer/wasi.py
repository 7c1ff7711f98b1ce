# SPDX-License-Identifier: Apache-2.0
"""The machine's five functions, by the names other libraries expect."""

from . import _host

storage_read = _host.storage_read
storage_write = _host.storage_write


def get_balance(address):
    return _host.balance(address)


def get_self_balance():
    from . import _message

    return _host.balance(_message.current()['contract_address'].as_bytes)


def gl_call(data):
    return _host.ask(_host._sized(b'\x04', data))
