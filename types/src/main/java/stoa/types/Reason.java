// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Why a transaction, or one item of it, was refused. Wire format: append only, a number is never used twice.
/// `docs/generated/reasons.md` is printed from here.
public enum Reason {
    // 1xx: the transaction itself. The first group keeps a transaction out of every block.
    CHAIN_ID_WRONG(101, Fault.SENDER, "signed for another network; sign with this network's chain id"),
    NONCE_TOO_LOW(102, Fault.SENDER, "this nonce is used already; ask eth_getTransactionCount for the next one"),
    NONCE_TOO_HIGH(103, Fault.SENDER, "earlier nonces are missing; send those first"),
    FEE_UNPAYABLE(104, Fault.SENDER, "the balance does not cover gas × 1 gwei and the value"),
    GAS_TOO_LOW(105, Fault.SENDER, "the gas limit is below the verb's gas; ask eth_estimateGas"),
    GAS_PRICE_TOO_LOW(106, Fault.SENDER, "the gas price is exactly 1 gwei; offer at least that"),
    MALFORMED(107, Fault.SENDER, "the transaction cannot be read"),
    SIGNATURE_INVALID(108, Fault.SENDER, "the signature is not a canonical secp256k1 signature"),
    TOO_LARGE(109, Fault.SENDER, "the transaction is larger than the network takes"),
    MEMPOOL_FULL(110, Fault.NETWORK, "too many transactions wait; try again after the next block"),
    ALREADY_KNOWN(111, Fault.SENDER, "this transaction is waiting or done already"),
    INTERNAL(199, Fault.NETWORK, "our own mistake; nothing was changed and an incident is open"),

    // 2xx: accounts.
    BALANCE_TOO_LOW(201, Fault.SENDER, "the balance does not cover the value"),
    VALUE_NOT_WHOLE(202, Fault.SENDER, "this verb takes whole obol: a multiple of 10^9 wei"),
    VALUE_NOT_TAKEN(203, Fault.SENDER, "this verb takes no value; send 0"),
    SYSTEM_ADDRESS(204, Fault.SENDER, "coin sent to a system address would be lost"),
    NO_CODE(205, Fault.SENDER, "there is no contract at this address to take data"),
    CONTRACT_CREATION(206, Fault.SENDER, "bytecode cannot be deployed here"),
    AMOUNT_ZERO(207, Fault.SENDER, "the amount is zero"),

    // 3xx: delegations.
    DELEGATION_UNKNOWN(301, Fault.SENDER, "no such delegation"),
    DELEGATION_NOT_YOURS(302, Fault.SENDER, "the sender is not this delegation's delegate"),
    DELEGATION_REVOKED(303, Fault.SENDER, "this delegation, or one above it, was revoked"),
    DELEGATION_NOT_YET(304, Fault.SENDER, "this delegation, or one above it, is not valid yet"),
    DELEGATION_EXPIRED(305, Fault.SENDER, "this delegation, or one above it, has expired"),
    SCOPE_MISSING(306, Fault.SENDER, "the delegation does not cover this verb"),
    MODEL_NOT_DELEGATED(307, Fault.SENDER, "the delegation does not cover this model"),
    PERIOD_SPENT(308, Fault.SENDER, "the period's budget of the delegation, or of one above it, is spent"),
    TOTAL_SPENT(309, Fault.SENDER, "the total budget of the delegation, or of one above it, is spent"),
    PER_REQUEST_EXCEEDED(310, Fault.SENDER, "more than the delegation allows in one request"),
    CHILD_EXCEEDS_PARENT(311, Fault.SENDER, "a child delegation stays within its parent in every field"),
    DEPTH_EXCEEDED(312, Fault.SENDER, "this delegation may not be passed on further"),
    DELEGATION_MALFORMED(313, Fault.SENDER, "the delegation's own terms contradict each other"),
    DELEGATION_TO_SELF(314, Fault.SENDER, "owner and delegate are the same account"),
    NOT_GRANTER(315, Fault.SENDER, "only the owner or someone above the delegate in the chain may revoke"),
    ACT_NESTED(316, Fault.SENDER, "an action under a delegation cannot hold another"),
    VERB_NOT_DELEGABLE(317, Fault.SENDER, "this verb cannot be used under a delegation"),
    TOO_MANY_DELEGATIONS(318, Fault.SENDER, "the delegation has as many children as it may have"),
    REFUND_NOT_OWNER(319, Fault.SENDER, "under a delegation what is left returns to its owner; name the owner"),

    // 4xx: models, hosts, collateral.
    MODEL_UNKNOWN(401, Fault.SENDER, "no such model; see /v1/models"),
    MODEL_EXISTS(402, Fault.SENDER, "a model of this name exists"),
    MODEL_RETIRED(403, Fault.SENDER, "this model is retired"),
    MODEL_MALFORMED(404, Fault.SENDER, "the model's record is out of range"),
    NOT_REGISTRAR(405, Fault.SENDER, "only the registrar may add or retire models"),
    HOST_UNKNOWN(411, Fault.SENDER, "no such host"),
    HOST_EXISTS(412, Fault.SENDER, "this address is a host already"),
    HOST_RETIRED(413, Fault.SENDER, "this host is retired"),
    HOST_NOT_YOURS(414, Fault.SENDER, "only the host's owner may do this"),
    HOST_CONSENT_INVALID(415, Fault.SENDER, "the host's key did not sign its consent to this owner"),
    HOST_MALFORMED(416, Fault.SENDER, "the host's record is out of range"),
    TOO_MANY_HOSTS(417, Fault.SENDER, "the owner has as many hosts as one owner may have"),
    COLLATERAL_TOO_LOW(421, Fault.SENDER, "the host has less collateral than that"),
    COLLATERAL_FROZEN(422, Fault.SENDER, "an open case holds this collateral"),
    TOO_MANY_WITHDRAWALS(423, Fault.SENDER, "too many withdrawals wait already; wait for one to fall due"),

    // 5xx: sessions.
    SESSION_UNKNOWN(501, Fault.SENDER, "no such session"),
    SESSION_NOT_YOURS(502, Fault.SENDER, "only the session's payer may do this"),
    SESSION_CLOSED(503, Fault.SENDER, "the session is closing or closed"),
    SESSION_NOT_DRAWN(504, Fault.SENDER, "the session's seats are not drawn yet; try after the next block"),
    SESSION_TOO_LONG(505, Fault.SENDER, "a session lasts from 1 second to one epoch"),
    DEPOSIT_TOO_SMALL(506, Fault.SENDER, "the deposit is below the least the network takes"),
    PRICE_ABOVE_MAXIMUM(507, Fault.SENDER, "the model's price is above the session's maxima"),
    NO_HOSTS(508, Fault.NETWORK, "no active host has standing on this model"),
    SESSION_KEY_INVALID(509, Fault.SENDER, "the session key is the zero or a system address"),
    LANE_UNKNOWN(511, Fault.SENDER, "no such lane in this session"),
    LANE_FROZEN(512, Fault.SENDER, "the lane is frozen"),
    LANE_NOT_FROZEN(513, Fault.SENDER, "freeze the lane first and wait one settle window, or bring the host's release"),
    LANE_SHORT(514, Fault.SENDER, "the lane has less unspoken allowance than that"),
    RELEASE_INVALID(515, Fault.SENDER, "the host did not sign this release"),
    LANES_SAME(516, Fault.SENDER, "from and to are the same lane"),
    VOUCHER_SIGNER_WRONG(521, Fault.HOST, "the session key did not sign this voucher"),
    VOUCHER_STALE(522, Fault.HOST, "the lane is settled at this voucher or a later one"),
    VOUCHER_MALFORMED(523, Fault.HOST, "earned exceeds the ceiling, or count or earned goes backwards"),
    VOUCHER_ABOVE_ALLOWANCE(524, Fault.PAYER, "the ceiling is above the lane's allowance"),
    SETTLE_TOO_LATE(525, Fault.HOST, "the session's settle window is over"),
    TOO_MANY_ITEMS(526, Fault.SENDER, "more items than one transaction may hold"),
    NOTHING_SETTLED(527, Fault.HOST, "no voucher of the transaction could be settled"),
    RECEIPT_SIGNER_WRONG(531, Fault.HOST, "the lane's host did not sign this receipt"),
    RECEIPT_INDEX_WRONG(532, Fault.HOST, "receipts must follow the settled count without a gap"),
    RECEIPTS_ABOVE_CEILING(533, Fault.HOST, "the receipts cost more than the voucher's ceiling left open"),
    RECEIPTS_TOO_EARLY(534, Fault.HOST, "receipts are taken only while the session closes"),

    // 6xx: the court.
    CASE_UNKNOWN(601, Fault.SENDER, "no such case, or it is closed"),
    CASE_PHASE_WRONG(602, Fault.SENDER, "the case is not in the phase that takes this; look at it again"),
    ROUND_WRONG(603, Fault.SENDER, "this is not the case's present round"),
    SEAT_UNKNOWN(604, Fault.HOST, "no such seat in this round"),
    SEAT_NOT_YOURS(605, Fault.HOST, "the seat belongs to another host"),
    VOTE_COMMITTED(606, Fault.HOST, "this seat has committed or voted already"),
    VOTE_NOT_COMMITTED(607, Fault.HOST, "this seat has not committed to a vote"),
    VOTE_OTHER(608, Fault.HOST, "this is not the vote that the seat committed to"),
    VOTE_MALFORMED(609, Fault.HOST, "vote agree, disagree, timeout or violation, and commit to something"),
    LEADER_ONLY(610, Fault.HOST, "only the round's leader may do this"),
    LINK_WRONG(611, Fault.HOST, "this is not the link of this round under the host's root"),
    LINK_OPENED(612, Fault.HOST, "the link of this round is open already"),
    ROOT_ZERO(613, Fault.HOST, "a root of zero is no root"),
    BENCH_SEATED(614, Fault.HOST, "the host sits on open cases; its links cannot change now"),
    NOT_ON_BENCH(615, Fault.HOST, "the host is not on the bench"),
    NOT_APPEALABLE(621, Fault.SENDER, "the case is not in a phase that can be appealed"),
    APPEAL_TOO_LATE(622, Fault.SENDER, "the appeal window is over"),
    APPEALS_SPENT(623, Fault.SENDER, "the case had as many appeals as a case may have"),
    APPEAL_NO_PANEL(624, Fault.NETWORK, "nobody is left to judge an appeal"),
    BOND_TOO_SMALL(625, Fault.SENDER, "the value does not cover the bond and what is not paid for in advance"),
    PREPAY_COUNT(626, Fault.SENDER, "pay for at least one further appeal, and for no more than a case may have"),

    // 7xx: contracts.
    CALL_SENDER_WRONG(701, Fault.SENDER, "the transaction names another sender than its own"),
    CALL_MALFORMED(702, Fault.SENDER, "the data are an RLP list of calldata and a flag, with code first to deploy"),
    CALL_EXPIRED(703, Fault.SENDER, "the transaction was valid until an earlier second"),
    CONTRACT_UNKNOWN(704, Fault.SENDER, "there is no contract at this address"),
    QUEUE_FULL(705, Fault.NETWORK, "too many transactions wait for this contract; try again later"),
    MODE_NOT_TAKEN(706, Fault.SENDER, "only a sandbox takes the leader-only flags; leave them out"),
    TRANSACTION_UNKNOWN(707, Fault.SENDER, "no such transaction, or it is closed"),
    NOT_SENDER(708, Fault.SENDER, "only the transaction's sender may do this"),
    OUTCOME_MALFORMED(709, Fault.HOST, "the outcome cannot be read, or has effects without having returned"),
    OUTCOME_TOO_LARGE(710, Fault.HOST, "the outcome is larger than the network takes"),
    OUTCOME_LOCKED(711, Fault.HOST, "the outcome writes slots that the contract keeps for its upgraders");

    private final int code;
    private final Fault fault;
    private final String text;

    Reason(int code, Fault fault, String text) {
        this.code = code;
        this.fault = fault;
        this.text = text;
    }

    /// The number that names this reason for ever.
    public int code() {
        return code;
    }

    public Fault fault() {
        return fault;
    }

    /// What is wrong and what to do next, in the sender's words.
    public String text() {
        return text;
    }

    /// The reason with this number; an unknown number is an `IllegalArgumentException`.
    public static Reason of(int code) {
        for (var reason : values()) if (reason.code == code) return reason;
        throw new IllegalArgumentException("no reason has the number " + code);
    }
}
