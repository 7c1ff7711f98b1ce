// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.codec.Writer;

/// All tables of the state, and the prefixes under which parts of them lie together. Prefix bytes are for ever.
public final class Tables {
    public static final Table<Address, Account> ACCOUNTS =
            table("accounts", 0x01, KeyCodecs.ADDRESS, RecordCodecs.ACCOUNT);
    public static final Table<One, Totals> TOTALS = table("totals", 0x02, KeyCodecs.ONLY, RecordCodecs.TOTALS);
    public static final Table<One, Params> PARAMS = table("params", 0x03, KeyCodecs.ONLY, ParamsCodec.PARAMS);
    public static final Table<ModelId, Model> MODELS = table("models", 0x04, KeyCodecs.MODEL, RecordCodecs.MODEL);
    public static final Table<ModelId, Demand> DEMAND = table("demand", 0x05, KeyCodecs.MODEL, RecordCodecs.DEMAND);
    /// By host address.
    public static final Table<Address, Host> HOSTS = table("hosts", 0x06, KeyCodecs.ADDRESS, RecordCodecs.HOST);
    public static final Table<StandingKey, Standing> STANDING =
            table("standing", 0x07, KeyCodecs.STANDING, RecordCodecs.STANDING);
    public static final Table<Long, Session> SESSIONS = table("sessions", 0x08, KeyCodecs.NUMBER, RecordCodecs.SESSION);
    public static final Table<LaneKey, Lane> LANES = table("lanes", 0x09, KeyCodecs.LANE, RecordCodecs.LANE);
    public static final Table<PendingKey, Pending> PENDING =
            table("pending", 0x0a, KeyCodecs.PENDING, RecordCodecs.PENDING);
    public static final Table<Long, Delegation> DELEGATIONS =
            table("delegations", 0x0b, KeyCodecs.NUMBER, RecordCodecs.DELEGATION);
    /// The queue of due work; its keys are the work, in order. Rule DUE-1.
    public static final Table<Due, One> DUE = table("due", 0x0c, KeyCodecs.DUE, RecordCodecs.ONE);
    public static final Table<DrawKey, One> DRAWS = table("draws", 0x0d, KeyCodecs.DRAW, RecordCodecs.ONE);
    public static final Table<One, Chance> CHANCE = table("chance", 0x0e, KeyCodecs.ONLY, RecordCodecs.CHANCE);
    /// Who signed the seed of a height.
    public static final Table<Long, Address> PROPOSERS =
            table("proposers", 0x0f, KeyCodecs.NUMBER, RecordCodecs.ADDRESS);
    public static final Table<One, Epoch> EPOCH = table("epoch", 0x10, KeyCodecs.ONLY, RecordCodecs.EPOCH);
    public static final Table<Counter, Long> COUNTERS = table("counters", 0x11, KeyCodecs.COUNTER, RecordCodecs.NUMBER);
    /// By consensus address.
    public static final Table<Address, Validator> VALIDATORS =
            table("validators", 0x12, KeyCodecs.ADDRESS, RecordCodecs.VALIDATOR);
    public static final Table<WithdrawalKey, Amount> WITHDRAWALS =
            table("withdrawals", 0x13, KeyCodecs.WITHDRAWAL, RecordCodecs.AMOUNT);
    public static final Table<DelegationSession, Locked> DELEGATION_SESSIONS =
            table("delegationSessions", 0x14, KeyCodecs.DELEGATION_SESSION, RecordCodecs.LOCKED);
    public static final Table<DelegationChild, One> DELEGATION_CHILDREN =
            table("delegationChildren", 0x15, KeyCodecs.DELEGATION_CHILD, RecordCodecs.ONE);
    public static final Table<OwnerHost, One> OWNER_HOSTS =
            table("ownerHosts", 0x16, KeyCodecs.OWNER_HOST, RecordCodecs.ONE);
    public static final Table<Long, Case> CASES = table("cases", 0x17, KeyCodecs.NUMBER, CourtCodecs.CASE);
    public static final Table<RoundKey, Round> ROUNDS = table("rounds", 0x18, CourtCodecs.ROUND_KEY, CourtCodecs.ROUND);
    public static final Table<SeatKey, Seat> CASE_SEATS =
            table("caseSeats", 0x19, CourtCodecs.SEAT_KEY, CourtCodecs.SEAT);
    public static final Table<CaseDraw, One> CASE_DRAWS =
            table("caseDraws", 0x1a, CourtCodecs.CASE_DRAW, RecordCodecs.ONE);
    /// By the contract's address.
    public static final Table<Address, Contract> CONTRACTS =
            table("contracts", 0x1c, KeyCodecs.ADDRESS, ContractCodecs.CONTRACT);
    /// The case at each place of a contract's queue.
    public static final Table<QueueKey, Long> CONTRACT_QUEUE =
            table("contractQueue", 0x1d, ContractCodecs.QUEUE, RecordCodecs.NUMBER);
    /// The case of a contract's transaction, by its id.
    public static final Table<Hash, Long> TRANSACTIONS =
            table("transactions", 0x1e, ContractCodecs.HASH, RecordCodecs.NUMBER);
    /// By case.
    public static final Table<Long, ContractCall> CONTRACT_CALLS =
            table("contractCalls", 0x1f, KeyCodecs.NUMBER, ContractCodecs.CALL);
    /// The outcome posted last, by case.
    public static final Table<Long, Blob> OUTCOMES = table("outcomes", 0x20, KeyCodecs.NUMBER, ContractCodecs.BLOB);
    public static final Table<StorageKey, Blob> STORAGE =
            table("storage", 0x21, ContractCodecs.STORAGE, ContractCodecs.BLOB);
    /// By host address.
    public static final Table<Address, Sitter> BENCH = table("bench", 0x1b, KeyCodecs.ADDRESS, CourtCodecs.SITTER);

    public static final List<Table<?, ?>> ALL = List.of(
            ACCOUNTS,
            TOTALS,
            PARAMS,
            MODELS,
            DEMAND,
            HOSTS,
            STANDING,
            SESSIONS,
            LANES,
            PENDING,
            DELEGATIONS,
            DUE,
            DRAWS,
            CHANCE,
            PROPOSERS,
            EPOCH,
            COUNTERS,
            VALIDATORS,
            WITHDRAWALS,
            DELEGATION_SESSIONS,
            DELEGATION_CHILDREN,
            OWNER_HOSTS,
            CASES,
            ROUNDS,
            CASE_SEATS,
            CASE_DRAWS,
            BENCH,
            CONTRACTS,
            CONTRACT_QUEUE,
            TRANSACTIONS,
            CONTRACT_CALLS,
            OUTCOMES,
            STORAGE);

    private Tables() {}

    /// Keys of [#STANDING] with this model.
    public static byte[] standingOf(ModelId model) {
        var out = new Writer();
        KeyCodecs.model(out, model);
        return out.toBytes();
    }

    /// Keys of [#LANES] with this session, in the order of lanes.
    public static byte[] lanesOf(long session) {
        return number(session);
    }

    /// Keys of [#PENDING] with this host.
    public static byte[] pendingOf(Address host) {
        return host.bytes();
    }

    /// Keys of [#PENDING] with this host and session.
    public static byte[] pendingOf(Address host, long session) {
        return new Writer().address(host).u63(session).toBytes();
    }

    /// Keys of [#DUE] that fall due in this very second; keys below it fall due before.
    public static byte[] dueAt(long seconds) {
        return number(seconds);
    }

    /// Keys of [#DRAWS] opened at this height; keys below it were opened before.
    public static byte[] drawsAt(long height) {
        return number(height);
    }

    /// Keys of [#WITHDRAWALS] of this host, the next due first.
    public static byte[] withdrawalsOf(Address host) {
        return host.bytes();
    }

    /// Keys of [#DELEGATION_SESSIONS] under this delegation and those below it.
    public static byte[] sessionsOf(long delegation) {
        return number(delegation);
    }

    /// Keys of [#DELEGATION_CHILDREN] passed on from this delegation.
    public static byte[] childrenOf(long parent) {
        return number(parent);
    }

    /// Keys of [#OWNER_HOSTS] of this owner.
    public static byte[] hostsOf(Address owner) {
        return owner.bytes();
    }

    /// Keys of [#ROUNDS] of this case, in order.
    public static byte[] roundsOf(long caseId) {
        return number(caseId);
    }

    /// Keys of [#CASE_SEATS] of this case.
    public static byte[] seatsOf(long caseId) {
        return number(caseId);
    }

    /// Keys of [#CASE_SEATS] of this round, in order.
    public static byte[] seatsOf(long caseId, int round) {
        return new Writer(12).u63(caseId).u32(round).toBytes();
    }

    /// Keys of [#CONTRACT_QUEUE] of this contract, in order.
    public static byte[] queueOf(Address contract) {
        return contract.bytes();
    }

    /// Keys of [#STORAGE] of this contract, as accepted or as final.
    public static byte[] storageOf(Address contract, boolean finalized) {
        return new Writer(21).address(contract).bool(finalized).toBytes();
    }

    private static byte[] number(long number) {
        return new Writer(8).u63(number).toBytes();
    }

    private static <K, V> Table<K, V> table(String name, int prefix, Codec<K> keys, Codec<V> values) {
        return new Table<>(name, (byte) prefix, keys, values);
    }
}
