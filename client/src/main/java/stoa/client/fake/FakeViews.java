// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import java.util.ArrayList;
import java.util.Optional;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.court.Panels;
import stoa.types.state.Chance;
import stoa.types.state.Epoch;
import stoa.types.state.LaneKey;
import stoa.types.state.One;
import stoa.types.state.RoundKey;
import stoa.types.state.SeatKey;
import stoa.types.state.StandingKey;
import stoa.types.state.StorageKey;
import stoa.types.state.Table;
import stoa.types.state.Tables;
import stoa.types.state.Totals;
import stoa.types.tx.ViewAnswers;
import stoa.types.tx.ViewCall;

/// Views of whatever rows a test has put into the state; the network's own rows have defaults.
final class FakeViews {
    private FakeViews() {}

    static byte[] answer(ViewCall view, Snapshot state) {
        return switch (view) {
            case ViewCall.Delegation of -> ViewAnswers.delegation(get(state, Tables.DELEGATIONS, of.delegation()));
            case ViewCall.Model of -> ViewAnswers.model(get(state, Tables.MODELS, of.model()));
            case ViewCall.Models _ -> {
                var names = new ArrayList<ModelId>();
                for (var row : state.scan(Tables.MODELS.prefix(), Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE))
                    names.add(Tables.MODELS.keys().decode(row.key()));
                yield ViewAnswers.models(names);
            }
            case ViewCall.Host of -> ViewAnswers.host(get(state, Tables.HOSTS, of.host()));
            case ViewCall.Standing of ->
                ViewAnswers.standing(get(state, Tables.STANDING, new StandingKey(of.model(), of.host())));
            case ViewCall.Session of -> ViewAnswers.session(get(state, Tables.SESSIONS, of.session()));
            case ViewCall.Lane of -> ViewAnswers.lane(get(state, Tables.LANES, new LaneKey(of.session(), of.lane())));
            case ViewCall.Epoch _ -> ViewAnswers.epoch(only(state, Tables.EPOCH).orElse(new Epoch(0, 0, 0)));
            case ViewCall.Totals _ ->
                ViewAnswers.totals(only(state, Tables.TOTALS).orElse(Totals.ZERO));
            case ViewCall.Params _ ->
                ViewAnswers.params(only(state, Tables.PARAMS).orElse(Params.local()));
            case ViewCall.Seed _ -> ViewAnswers.seed(only(state, Tables.CHANCE).orElse(new Chance(0, Hash.ZERO)));
            case ViewCall.CaseOf of -> ViewAnswers.caseOf(get(state, Tables.CASES, of.caseId()));
            case ViewCall.RoundOf of ->
                ViewAnswers.roundOf(get(state, Tables.ROUNDS, new RoundKey(of.caseId(), of.round())));
            case ViewCall.SeatOf of ->
                ViewAnswers.seatOf(get(state, Tables.CASE_SEATS, new SeatKey(of.caseId(), of.round(), of.seat())));
            case ViewCall.SitterOf of -> ViewAnswers.sitterOf(get(state, Tables.BENCH, of.host()));
            case ViewCall.AppealPrice of ->
                get(state, Tables.CASES, of.caseId())
                        .map(at -> ViewAnswers.appealPrice(
                                Panels.bond(at.now(), at.leaderFee(), at.validatorFee()), Amount.ZERO))
                        .orElseGet(() -> ViewAnswers.appealPrice(Amount.ZERO, Amount.ZERO));
            case ViewCall.ContractOf of -> ViewAnswers.contractOf(get(state, Tables.CONTRACTS, of.contract()));
            case ViewCall.CaseOfTransaction of ->
                ViewAnswers.caseOfTransaction(get(state, Tables.TRANSACTIONS, of.tx()));
            case ViewCall.CallOf of -> ViewAnswers.callOf(get(state, Tables.CONTRACT_CALLS, of.caseId()));
            case ViewCall.OutcomeOf of -> ViewAnswers.outcomeOf(get(state, Tables.OUTCOMES, of.caseId()));
            case ViewCall.StoragePage of ->
                ViewAnswers.storagePage(get(
                        state, Tables.STORAGE, new StorageKey(of.contract(), of.finalized(), of.slot(), of.page())));
            case ViewCall.CourtParams _ ->
                ViewAnswers.courtParams(
                        only(state, Tables.PARAMS).orElse(Params.local()).court());
        };
    }

    private static <V> Optional<V> only(Snapshot state, Table<One, V> table) {
        return get(state, table, One.ONE);
    }

    private static <K, V> Optional<V> get(Snapshot state, Table<K, V> table, K key) {
        return state.get(table.key(key)).map(table::decode);
    }
}
