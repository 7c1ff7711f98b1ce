// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.state.Terms;

/// Terms of delegations, varied field by field. They begin as: everything, 100 obol × 10^6 a minute and per request,
/// 1,000 in all, valid from the story's start for a day, to be passed on twice.
record TermsFor(Terms terms) {
    static TermsFor delegate(String who) {
        return new TermsFor(new Terms(
                Names.address(who),
                Terms.SCOPES_ALL,
                List.of(),
                new Amount(100_000_000),
                60,
                new Amount(1_000_000_000),
                new Amount(100_000_000),
                Story.START,
                Story.START + 86_400,
                2,
                who));
    }

    TermsFor scopes(int scopes) {
        return with(scopes, terms.models(), terms.depth(), terms.label());
    }

    TermsFor models(ModelId... models) {
        return with(terms.scopes(), List.of(models), terms.depth(), terms.label());
    }

    TermsFor depth(int depth) {
        return with(terms.scopes(), terms.models(), depth, terms.label());
    }

    TermsFor label(String label) {
        return with(terms.scopes(), terms.models(), terms.depth(), label);
    }

    TermsFor perPeriod(long obol, long seconds) {
        return budgets(obol, seconds, terms.total().obol(), terms.perRequest().obol());
    }

    TermsFor total(long obol) {
        return budgets(
                terms.perPeriod().obol(),
                terms.periodSeconds(),
                obol,
                terms.perRequest().obol());
    }

    TermsFor perRequest(long obol) {
        return budgets(
                terms.perPeriod().obol(), terms.periodSeconds(), terms.total().obol(), obol);
    }

    TermsFor valid(long notBefore, long expires) {
        return new TermsFor(new Terms(
                terms.delegate(),
                terms.scopes(),
                terms.models(),
                terms.perPeriod(),
                terms.periodSeconds(),
                terms.total(),
                terms.perRequest(),
                notBefore,
                expires,
                terms.depth(),
                terms.label()));
    }

    private TermsFor with(int scopes, List<ModelId> models, int depth, String label) {
        return new TermsFor(new Terms(
                terms.delegate(),
                scopes,
                models,
                terms.perPeriod(),
                terms.periodSeconds(),
                terms.total(),
                terms.perRequest(),
                terms.notBefore(),
                terms.expires(),
                depth,
                label));
    }

    private TermsFor budgets(long perPeriod, long periodSeconds, long total, long perRequest) {
        return new TermsFor(new Terms(
                terms.delegate(),
                terms.scopes(),
                terms.models(),
                new Amount(perPeriod),
                periodSeconds,
                new Amount(total),
                new Amount(perRequest),
                terms.notBefore(),
                terms.expires(),
                terms.depth(),
                terms.label()));
    }
}
