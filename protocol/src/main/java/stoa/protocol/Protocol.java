// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import stoa.protocol.accounts.Charges;
import stoa.protocol.chance.Seeds;
import stoa.protocol.court.Appeals;
import stoa.protocol.court.Cases;
import stoa.protocol.due.DueQueue;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.LaneKey;
import stoa.types.state.One;
import stoa.types.state.RoundKey;
import stoa.types.state.SeatKey;
import stoa.types.state.StandingKey;
import stoa.types.state.StorageKey;
import stoa.types.state.Tables;
import stoa.types.tx.Tx;
import stoa.types.tx.ViewAnswers;
import stoa.types.tx.ViewCall;

/// The core's whole face: blocks in, results out. It holds nothing but constants, so one instance serves every
/// thread.
public final class Protocol {
    /// The newest protocol version this program knows.
    public static final int NEWEST = 1;

    private static final int MOST_MODELS = 10_000;

    private final Hashing hashing;
    private final Hash genesisHash;
    private final Address registrar;
    private final long chainId;
    private final IntFunction<Rules> versions;

    /// @param versions the rules by protocol version
    Protocol(Hashing hashing, Genesis genesis, IntFunction<Rules> versions) {
        this.hashing = hashing;
        this.genesisHash = genesis.hash(hashing);
        this.registrar = genesis.registrar();
        this.chainId = genesis.chainId();
        this.versions = versions;
    }

    /// The protocol of the network that begins with `genesis`.
    public static Protocol of(Hashing hashing, Genesis genesis) {
        return new Protocol(hashing, genesis, version -> rules(hashing, version));
    }

    /// [VER-1] The one place where a version becomes rules.
    static Rules rules(Hashing hashing, int version) {
        return switch (version) {
            case 1 -> new RulesV1(hashing);
            default ->
                throw new Halt("the ledger follows protocol version " + version + ", this program knows 1 to " + NEWEST
                        + "; install a newer one");
        };
    }

    // ── blocks ──

    /// The state at height 0, over nothing. A genesis whose records are out of range is an
    /// `IllegalArgumentException`.
    public Draft genesis(Genesis genesis) {
        rules(hashing, genesis.params().protocolVersion());
        return new Founding(genesis, genesisHash).found();
    }

    /// What the genesis block did, for views to fold: models, hosts, standings, and coin that comes from the zero
    /// address.
    public List<Event> genesisEvents(Genesis genesis) {
        return new Founding(genesis, genesisHash).facts();
    }

    /// Executes one block over a committed state, which stays as it is.
    public BlockResult execute(State committed, BlockInput input) {
        var chance = Seeds.of(committed);
        if (input.height() != chance.height() + 1)
            throw new Halt("block " + input.height() + " does not follow block " + chance.height());
        var params = params(committed);
        var seed = Seeds.next(hashing, chance.seed(), input.sigma());
        var world = new World(input.height(), input.timeSeconds(), seed, params, registrar, genesisHash, chainId);
        return new Block(committed, world, versions.apply(params.protocolVersion()))
                .execute(input.proposer(), input.txs());
    }

    /// [CHN-1] What the proposer of the next block signs with its BLS key.
    public byte[] seedMessage(State committed) {
        var chance = Seeds.of(committed);
        return Seeds.message(genesisHash, chance.height() + 1, chance.seed());
    }

    /// When the next due work falls due; a driver that makes blocks on demand makes one then.
    public OptionalLong nextDueSeconds(State committed) {
        return DueQueue.nextSeconds(committed);
    }

    /// Whether a session waits for its seats or a case for its panel: a driver that makes blocks on demand makes one
    /// now.
    public boolean drawsWaiting(State committed) {
        return waits(committed, Tables.DRAWS.prefix()) || waits(committed, Tables.CASE_DRAWS.prefix());
    }

    private static boolean waits(State committed, byte table) {
        return !committed.scan(table, Bytes.EMPTY, Bytes.EMPTY, 1).isEmpty();
    }

    // ── transactions ──

    /// [FEE-2] Whether a transaction may wait for a block (`CheckTx`). Accepted here may still be refused there.
    ///
    /// @param waiting how many transactions of this sender wait already; the next nonce is the account's plus this
    /// @param spend sum of [#cost] over those
    public Verdict check(State committed, Tx tx, long waiting, Coin spend) {
        return Charges.unwelcome(committed, params(committed), tx, waiting, spend)
                .map(Verdict::rejected)
                .orElseGet(Verdict::accepted);
    }

    /// The most a transaction takes from its sender's balance directly: its fee and its value.
    public Coin cost(State committed, Tx tx) {
        return Charges.cost(params(committed), tx);
    }

    /// The world of the block after `committed`, as far as it is known now: its seed is still the last one.
    public World world(State committed, long timeSeconds) {
        var chance = Seeds.of(committed);
        return new World(
                chance.height() + 1, timeSeconds, chance.seed(), params(committed), registrar, genesisHash, chainId);
    }

    /// What a transaction's verb would do now; nonce and fee are not looked at.
    public Verdict simulate(State committed, World world, Tx tx) {
        var rules = versions.apply(world.params().protocolVersion());
        var actor = new Actor(tx.sender(), tx.sender(), 0, tx.value(), tx.hash(), tx.free());
        var verdict = rules.decide(committed, world, actor, tx.verb());
        if (!(verdict instanceof Verdict.Accepted accepted)) return verdict;
        boolean balances = Evolve.apply(new Draft(committed), world, accepted.events());
        return balances ? verdict : Verdict.rejected(Reason.INTERNAL);
    }

    // ── views ──

    /// The ABI bytes that a view answers; what does not exist answers as zeros.
    public byte[] call(State at, ViewCall view) {
        return switch (view) {
            case ViewCall.Delegation v -> ViewAnswers.delegation(at.find(Tables.DELEGATIONS, v.delegation()));
            case ViewCall.Model v -> ViewAnswers.model(at.find(Tables.MODELS, v.model()));
            case ViewCall.Models _ -> ViewAnswers.models(models(at));
            case ViewCall.Host v -> ViewAnswers.host(at.find(Tables.HOSTS, v.host()));
            case ViewCall.Standing v ->
                ViewAnswers.standing(at.find(Tables.STANDING, new StandingKey(v.model(), v.host())));
            case ViewCall.Session v -> ViewAnswers.session(at.find(Tables.SESSIONS, v.session()));
            case ViewCall.Lane v -> ViewAnswers.lane(at.find(Tables.LANES, new LaneKey(v.session(), v.lane())));
            case ViewCall.Epoch _ ->
                ViewAnswers.epoch(at.find(Tables.EPOCH, One.ONE).orElseThrow());
            case ViewCall.Totals _ ->
                ViewAnswers.totals(at.find(Tables.TOTALS, One.ONE).orElseThrow());
            case ViewCall.Params _ -> ViewAnswers.params(params(at));
            case ViewCall.Seed _ -> ViewAnswers.seed(Seeds.of(at));
            case ViewCall.CaseOf v -> ViewAnswers.caseOf(Cases.find(at, v.caseId()));
            case ViewCall.RoundOf v -> ViewAnswers.roundOf(at.find(Tables.ROUNDS, new RoundKey(v.caseId(), v.round())));
            case ViewCall.SeatOf v ->
                ViewAnswers.seatOf(
                        v.seat() > 0xffff
                                ? Optional.empty()
                                : at.find(Tables.CASE_SEATS, new SeatKey(v.caseId(), v.round(), v.seat())));
            case ViewCall.SitterOf v -> ViewAnswers.sitterOf(at.find(Tables.BENCH, v.host()));
            case ViewCall.AppealPrice v -> appealPrice(at, v.caseId());
            case ViewCall.ContractOf v -> ViewAnswers.contractOf(at.find(Tables.CONTRACTS, v.contract()));
            case ViewCall.CaseOfTransaction v -> ViewAnswers.caseOfTransaction(at.find(Tables.TRANSACTIONS, v.tx()));
            case ViewCall.CallOf v -> ViewAnswers.callOf(at.find(Tables.CONTRACT_CALLS, v.caseId()));
            case ViewCall.OutcomeOf v -> ViewAnswers.outcomeOf(at.find(Tables.OUTCOMES, v.caseId()));
            case ViewCall.StoragePage v ->
                ViewAnswers.storagePage(
                        at.find(Tables.STORAGE, new StorageKey(v.contract(), v.finalized(), v.slot(), v.page())));
            case ViewCall.CourtParams _ -> ViewAnswers.courtParams(params(at).court());
        };
    }

    private static byte[] appealPrice(State at, long caseId) {
        return Cases.find(at, caseId)
                .map(Appeals::price)
                .map(price -> ViewAnswers.appealPrice(price.bond(), price.extra()))
                .orElseGet(() -> ViewAnswers.appealPrice(Amount.ZERO, Amount.ZERO));
    }

    private static List<ModelId> models(State at) {
        var names = new ArrayList<ModelId>();
        for (var entry : at.scan(Tables.MODELS.prefix(), Bytes.EMPTY, Bytes.EMPTY, MOST_MODELS))
            names.add(Tables.MODELS.keyOf(entry.key()));
        return names;
    }

    private static Params params(State state) {
        return state.find(Tables.PARAMS, One.ONE).orElseThrow();
    }
}
