# SPDX-License-Identifier: Apache-2.0
"""Everything a contract does with the network, under the name `gl`."""

from . import _calldata as calldata
from . import advanced, eq_principle, evm, nondet, storage, vm, wasi
from ._calls import contract_interface, deploy_contract, get_contract_at
from ._contract import Contract, private, public
from ._events import Event
from ._trace import trace, trace_time_micro

UserError = Rollback = vm.UserError
get_webpage = nondet._get_webpage
exec_prompt = nondet.exec_prompt
eq_principle_strict_eq = eq_principle.strict_eq
eq_principle_prompt_comparative = eq_principle.prompt_comparative
eq_principle_prompt_non_comparative = eq_principle.prompt_non_comparative

__all__ = [
    'Contract',
    'public',
    'private',
    'message',
    'message_raw',
    'nondet',
    'eq_principle',
    'vm',
    'evm',
    'advanced',
    'storage',
    'calldata',
    'Event',
    'get_contract_at',
    'contract_interface',
    'deploy_contract',
    'trace',
    'trace_time_micro',
    'wasi',
]


def __getattr__(name):
    if name in ('message', 'message_raw'):
        from . import _message

        _message.load()
        return globals()[name]
    raise AttributeError('gl has no %s' % name)
