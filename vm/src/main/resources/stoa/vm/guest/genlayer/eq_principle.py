# SPDX-License-Identifier: Apache-2.0
"""When two answers of different machines count as the same."""

from . import _calldata, nondet, vm
from ._address import lazy_api


@lazy_api
def strict_eq(fn):
    """Only the very same result, errors included."""

    def judge(leaders):
        return vm.spawn_sandbox(fn) == leaders

    return vm.run_nondet_unsafe(fn, judge)


@lazy_api
def prompt_comparative(fn, principle):
    """Both run the function and a model says whether the two answers agree by the principle."""

    def judge(leaders):
        own = fn()
        if not isinstance(leaders, vm.Return):
            return False
        return nondet._template(
            'EqComparative',
            leader_answer=_text(leaders.calldata),
            validator_answer=_text(own),
            principle=principle,
        )

    return vm.run_nondet(fn, judge)


@lazy_api
def prompt_non_comparative(fn, *, task, criteria):
    """The leader's model does a task on the function's text; the others' models only judge it by the criteria."""

    def leader():
        return nondet._template('EqNonComparativeLeader', task=task, criteria=criteria, input=_input(fn))

    def judge(leaders):
        own = _input(fn)
        if not isinstance(leaders, vm.Return):
            return False
        return nondet._template(
            'EqNonComparativeValidator', task=task, criteria=criteria, input=own, output=_text(leaders.calldata)
        )

    return vm.run_nondet(leader, judge)


def _input(fn):
    text = fn()
    if not isinstance(text, str):
        raise TypeError('the function gives back a str, not %s' % type(text).__name__)
    return text


def _text(value):
    return value if isinstance(value, str) else _calldata.to_str(value)
