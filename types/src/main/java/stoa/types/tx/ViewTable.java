// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.codec.AbiFunction;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;
import stoa.types.state.AbiFields;

/// Views to call data and back. What they answer is written by [ViewAnswers].
public final class ViewTable {
    private final Hashing hashing;
    private final TreeMap<Long, ViewFunction> bySelector = new TreeMap<>();

    public ViewTable(Hashing hashing) {
        this.hashing = hashing;
        for (var each : ViewFunction.values())
            bySelector.put(place(each.capability(), each.function().selector(hashing)), each);
    }

    public Call encode(ViewCall view) {
        return switch (view) {
            case ViewCall.Delegation(long delegation) -> call(ViewFunction.DELEGATION, delegation);
            case ViewCall.Model(var model) -> call(ViewFunction.MODEL, model.name());
            case ViewCall.Models _ -> call(ViewFunction.MODELS);
            case ViewCall.Host(var host) -> call(ViewFunction.HOST, host);
            case ViewCall.Standing(var model, var host) -> call(ViewFunction.STANDING, model.name(), host);
            case ViewCall.Session(long session) -> call(ViewFunction.SESSION, session);
            case ViewCall.Lane(long session, int lane) -> call(ViewFunction.LANE, session, lane);
            case ViewCall.Epoch _ -> call(ViewFunction.EPOCH);
            case ViewCall.Totals _ -> call(ViewFunction.TOTALS);
            case ViewCall.Params _ -> call(ViewFunction.PARAMS);
            case ViewCall.Seed _ -> call(ViewFunction.SEED);
            case ViewCall.CaseOf(long id) -> call(ViewFunction.CASE_OF, id);
            case ViewCall.RoundOf(long id, int round) -> call(ViewFunction.ROUND_OF, id, round);
            case ViewCall.SeatOf(long id, int round, int seat) -> call(ViewFunction.SEAT_OF, id, round, seat);
            case ViewCall.SitterOf(var host) -> call(ViewFunction.SITTER_OF, host);
            case ViewCall.AppealPrice(long id) -> call(ViewFunction.APPEAL_PRICE, id);
            case ViewCall.CourtParams _ -> call(ViewFunction.COURT_PARAMS);
            case ViewCall.ContractOf(var contract) -> call(ViewFunction.CONTRACT_OF, contract);
            case ViewCall.CaseOfTransaction(var tx) -> call(ViewFunction.CASE_OF_TRANSACTION, tx);
            case ViewCall.CallOf(long id) -> call(ViewFunction.CALL_OF, id);
            case ViewCall.OutcomeOf(long id) -> call(ViewFunction.OUTCOME_OF, id);
            case ViewCall.StoragePage(var contract, boolean finalized, var slot, long page) ->
                call(ViewFunction.STORAGE_PAGE, contract, finalized, slot, page);
        };
    }

    /// The view these call data ask for; empty when they name no view, and so perhaps a verb.
    public Optional<ViewCall> decode(Address to, byte[] data) throws Refused {
        var view = find(to, data);
        if (view.isEmpty()) return Optional.empty();
        try {
            return Optional.of(view(view.get(), view.get().function().decodeArguments(data)));
        } catch (Malformed malformed) {
            throw new Refused(Reason.MALFORMED, view.get().function().name() + ": " + malformed.getMessage());
        }
    }

    /// The view that these call data name, if any.
    public Optional<ViewFunction> find(Address to, byte[] data) {
        var capability = Capability.at(to);
        if (capability.isEmpty() || data.length < AbiFunction.SELECTOR_BYTES) return Optional.empty();
        return Optional.ofNullable(bySelector.get(place(capability.get(), Bytes.getInt(data, 0))));
    }

    private static ViewCall view(ViewFunction view, AbiValues in) throws Malformed {
        return switch (view) {
            case DELEGATION -> new ViewCall.Delegation(in.u63(0));
            case MODEL -> new ViewCall.Model(AbiFields.model(in, 0));
            case MODELS -> new ViewCall.Models();
            case HOST -> new ViewCall.Host(in.address(0));
            case STANDING -> new ViewCall.Standing(AbiFields.model(in, 0), in.address(1));
            case SESSION -> new ViewCall.Session(in.u63(0));
            case LANE -> new ViewCall.Lane(in.u63(0), AbiFields.small(in, 1));
            case EPOCH -> new ViewCall.Epoch();
            case TOTALS -> new ViewCall.Totals();
            case PARAMS -> new ViewCall.Params();
            case SEED -> new ViewCall.Seed();
            case CASE_OF -> new ViewCall.CaseOf(in.u63(0));
            case ROUND_OF -> new ViewCall.RoundOf(in.u63(0), AbiFields.small(in, 1));
            case SEAT_OF -> new ViewCall.SeatOf(in.u63(0), AbiFields.small(in, 1), AbiFields.small(in, 2));
            case SITTER_OF -> new ViewCall.SitterOf(in.address(0));
            case APPEAL_PRICE -> new ViewCall.AppealPrice(in.u63(0));
            case COURT_PARAMS -> new ViewCall.CourtParams();
            case CONTRACT_OF -> new ViewCall.ContractOf(in.address(0));
            case CASE_OF_TRANSACTION -> new ViewCall.CaseOfTransaction(in.hash(0));
            case CALL_OF -> new ViewCall.CallOf(in.u63(0));
            case OUTCOME_OF -> new ViewCall.OutcomeOf(in.u63(0));
            case STORAGE_PAGE -> new ViewCall.StoragePage(in.address(0), in.bool(1), in.hash(2), in.u63(3));
        };
    }

    private Call call(ViewFunction view, Object... arguments) {
        return new Call(view.capability().address(), view.function().encodeCall(hashing, List.of(arguments)));
    }

    private static long place(Capability capability, int selector) {
        return (long) capability.ordinal() << 32 | (selector & 0xffff_ffffL);
    }
}
