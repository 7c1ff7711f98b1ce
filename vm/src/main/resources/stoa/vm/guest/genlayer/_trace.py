# SPDX-License-Identifier: Apache-2.0
"""Notes for whoever looks for a fault; they change nothing."""

from . import _calldata, _host


def trace(*values):
    """Leaves a line in the run's trace."""
    text = ' '.join(v if isinstance(v, str) else _show(v) for v in values)
    _host.call({'Trace': {'Message': text}})


def _show(value):
    try:
        return _calldata.to_str(value)
    except TypeError:
        return repr(value)


def trace_time_micro():
    """Microseconds this run has taken; 0 where runs must be the same everywhere."""
    return _calldata.decode(_host.call({'Trace': 'RuntimeMicroSec'}))
