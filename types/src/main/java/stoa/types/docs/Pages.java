// SPDX-License-Identifier: Apache-2.0
package stoa.types.docs;

import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeSet;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hashing;
import stoa.types.Hex;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.codec.AbiFunction;
import stoa.types.event.EventKind;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.tx.Fees;
import stoa.types.tx.VerbFunction;
import stoa.types.tx.ViewFunction;

/// The pages of `docs/generated` that `types` prints.
public final class Pages {
    private static final String NOTE =
            "Printed from the code by `GeneratedFilesTest`; edit the code, not this page.\n\n";

    private Pages() {}

    public static String verbs(Hashing hashing) {
        var out = page(
                "Verbs",
                "What a transaction can ask for: `to` is the capability's address, `data` the call.\n"
                        + "A plain transfer has no function: `to`, `value` and empty `data`. Amounts are obol unless said,\n"
                        + "prices obol per million units × 65,536. Only `depositCollateral` and a transfer take value.\n\n");
        for (var capability : Capability.values()) {
            var rows = new StringBuilder();
            for (var verb : VerbFunction.values())
                if (verb.capability() == capability)
                    rows.append("### ")
                            .append(verb.function().name())
                            .append("\n\n")
                            .append(verb.text())
                            .append("\n\n- called by: ")
                            .append(verb.caller())
                            .append("\n- gas: ")
                            .append(gas(verb))
                            .append("\n- selector: `")
                            .append(selector(hashing, verb.function()))
                            .append("`\n\n```solidity\n")
                            .append(solidity("function", verb.declaration()))
                            .append("\n```\n\n");
            section(out, capability, rows);
        }
        return end(out);
    }

    public static String views(Hashing hashing) {
        var out = page("Views", "What `eth_call` answers. What does not exist answers as zeros.\n\n");
        for (var capability : Capability.values()) {
            var rows = new StringBuilder();
            for (var view : ViewFunction.values())
                if (view.capability() == capability)
                    rows.append("### ")
                            .append(view.function().name())
                            .append("\n\n")
                            .append(view.text())
                            .append("\n\n- selector: `")
                            .append(selector(hashing, view.function()))
                            .append("`\n\n```solidity\n")
                            .append(solidity("function", view.declaration()))
                            .append("\n```\n\n");
            section(out, capability, rows);
        }
        return end(out);
    }

    public static String events(Hashing hashing) {
        var out = page(
                "Events", "Every fact the ledger records, as Ethereum logs of the capability that emits them.\n\n");
        for (var capability : Capability.values()) {
            var rows = new StringBuilder();
            for (var kind : EventKind.values())
                if (kind.capability() == capability)
                    rows.append("### ")
                            .append(kind.event().name())
                            .append("\n\n")
                            .append(kind.text())
                            .append("\n\n- topic 0: `")
                            .append(kind.event().topic0(hashing))
                            .append("`\n\n```solidity\n")
                            .append(solidity("event", kind.declaration()))
                            .append("\n```\n\n");
            section(out, capability, rows);
        }
        return end(out);
    }

    public static String reasons() {
        var out = page(
                        "Reasons",
                        "Why a transaction, or one item of it, was refused. A number is never used twice.\n\n")
                .append("| number | name | whose fault | what to do |\n|---|---|---|---|\n");
        for (var reason : Reason.values())
            out.append("| ")
                    .append(reason.code())
                    .append(" | `")
                    .append(reason.name())
                    .append("` | ")
                    .append(reason.fault().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(reason.text().replace("|", "\\|"))
                    .append(" |\n");
        return out.toString();
    }

    public static String fees() {
        var out = page(
                        "Fees",
                        "Gas is exactly 1 gwei, so a fee in obol is its gas. It is burned, whether the verb is accepted or\n"
                                + "refused. Tips are ignored. `eth_estimateGas` answers exactly. The gas of `addTransaction` holds\n"
                                + "beside this what its panels may cost: that is paid in advance, and returns as far as they do\n"
                                + "not earn it.\n\n")
                .append("| verb | gas | for each |\n|---|---|---|\n")
                .append("| plain transfer | ")
                .append(Fees.TRANSFER)
                .append(" | |\n");
        for (var verb : VerbFunction.values())
            out.append("| `")
                    .append(verb.function().name())
                    .append("` | ")
                    .append(verb.gas())
                    .append(" | ")
                    .append(each(verb))
                    .append(" |\n");
        return out.toString();
    }

    public static String sessionLife() {
        var out = page(
                        "A session's life",
                        "Each arrow is a step of `SessionStep`; `SessionStepped` carries its number.\n\n")
                .append("```mermaid\nstateDiagram-v2\n    [*] --> ")
                .append(SessionPhase.DRAWING)
                .append(": openSession\n");
        var left = new TreeSet<SessionPhase>();
        for (var step : SessionStep.values()) {
            left.add(step.from());
            out.append("    ")
                    .append(step.from())
                    .append(" --> ")
                    .append(step.to())
                    .append(": ")
                    .append(step)
                    .append('\n');
        }
        for (var phase : SessionPhase.values())
            if (!left.contains(phase)) out.append("    ").append(phase).append(" --> [*]\n");
        out.append("```\n\n| number | step | from | to | when |\n|---|---|---|---|---|\n");
        for (var step : SessionStep.values())
            out.append("| ")
                    .append(step.ordinal())
                    .append(" | `")
                    .append(step)
                    .append("` | ")
                    .append(step.from())
                    .append(" | ")
                    .append(step.to())
                    .append(" | ")
                    .append(when(step))
                    .append(" |\n");
        return out.toString();
    }

    public static String params() {
        var out = page(
                        "Parameters",
                        "The network's parameters, their ranges, and what a real and a local network start with.\n\n")
                .append(
                        "| name | unit | range | real network | local network | what it is |\n|---|---|---|---|---|---|\n");
        var real = Params.mainnet();
        var local = Params.local();
        var rows = new ArrayList<ParamRow>(ParamRow.ALL);
        rows.addAll(ParamRow.COURT);
        for (var row : rows)
            out.append("| `")
                    .append(row.name())
                    .append("` | ")
                    .append(row.unit())
                    .append(" | ")
                    .append(row.least())
                    .append(" – ")
                    .append(row.most())
                    .append(" | ")
                    .append(row.get().applyAsLong(real))
                    .append(" | ")
                    .append(row.get().applyAsLong(local))
                    .append(" | ")
                    .append(row.text())
                    .append(" |\n");
        return out.toString();
    }

    static String lower(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT);
    }

    public static String caseLife() {
        var out = page(
                        "A case's life",
                        "Each arrow is a step of `CaseStep`; `CaseStepped` carries its number. The number beside a phase is"
                                + "\nits status for unmodified clients. `ROLL_BACK` leads back to `QUEUED` from every phase"
                                + "\nbetween the first and the last, and is left out of the picture.\n\n")
                .append("```mermaid\nstateDiagram-v2\n    [*] --> ")
                .append(CasePhase.QUEUED)
                .append(": CaseOpened\n");
        for (var step : CaseStep.values())
            for (var from : step.from())
                if (step != CaseStep.ROLL_BACK)
                    out.append("    ")
                            .append(from)
                            .append(" --> ")
                            .append(step.to())
                            .append(": ")
                            .append(step)
                            .append('\n');
        for (var phase : CasePhase.values())
            if (phase.ended()) out.append("    ").append(phase).append(" --> [*]\n");
        out.append("```\n\n| number | phase | status |\n|---|---|---|\n");
        for (var phase : CasePhase.values())
            out.append("| ")
                    .append(phase.ordinal())
                    .append(" | ")
                    .append(phase)
                    .append(" | ")
                    .append(phase.status())
                    .append(" |\n");
        out.append("\n| number | step | from | to | when |\n|---|---|---|---|---|\n");
        for (var step : CaseStep.values()) {
            var from = new ArrayList<String>();
            for (var phase : step.from()) from.add(phase.name());
            out.append("| ")
                    .append(step.ordinal())
                    .append(" | `")
                    .append(step)
                    .append("` | ")
                    .append(String.join(", ", from))
                    .append(" | ")
                    .append(step.to())
                    .append(" | ")
                    .append(when(step))
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String when(CaseStep step) {
        return switch (step) {
            case ACTIVATE -> "its turn has come";
            case DRAW_LED -> "a panel with a leader was drawn";
            case DRAW -> "a panel without a leader was drawn";
            case PROPOSE -> "the leader brought its outcome";
            case GIVE_UP -> "the leader's run took too long, or no leader came and no alternate was left";
            case COMMIT -> "every seat committed, or the time was over and no alternate was left";
            case ACCEPT -> "more than half agreed";
            case TIME_OUT -> "more than half of the voters' own runs took too long";
            case LEAVE_OPEN -> "neither, and no further leader may try";
            case ROTATE -> "neither, and the next leader tries";
            case REDRAW -> "the round was a trap and decides nothing";
            case APPEAL_VOTES -> "somebody appealed: more voters judge what stands";
            case APPEAL_LEADER -> "somebody appealed: a larger panel executes again";
            case APPEAL_DRAW -> "the appeal's panel was drawn";
            case APPEAL_COMMIT -> "as COMMIT, of the appeal's panel";
            case UPHOLD, UPHOLD_TIMEOUT -> "most of the appeal's panel say the same, or nobody could be drawn";
            case OVERTURN -> "they do not: what depended on it is rolled back, and it is decided again";
            case CLOSE -> "the appeal window is over";
            case FINALIZE -> "everything before it is final; all are paid";
            case CANCEL -> "withdrawn by its opener, too old, or nobody could be drawn";
            case ROLL_BACK -> "something before it was overturned";
        };
    }

    private static String when(SessionStep step) {
        return switch (step) {
            case DRAW -> "the seats were drawn";
            case DRAW_EMPTY -> "no host could be drawn; everything returns at once";
            case CANCEL -> "closed by the payer or by revocation before the draw; everything returns at once";
            case CLOSE -> "closed by the payer";
            case EXPIRE -> "its time ended";
            case REVOKE -> "the delegation it was opened under was revoked";
            case FINISH -> "the settle window ended; what was not settled returns";
        };
    }

    private static StringBuilder page(String title, String opening) {
        return new StringBuilder("# ").append(title).append("\n\n").append(NOTE).append(opening);
    }

    private static void section(StringBuilder out, Capability capability, StringBuilder rows) {
        if (rows.isEmpty()) return;
        out.append("## ")
                .append(lower(capability))
                .append("\n\n`")
                .append(capability.address())
                .append("`, `spec/abi/")
                .append(lower(capability))
                .append(".json`\n\n")
                .append(rows);
    }

    /// One newline at the end.
    private static String end(StringBuilder out) {
        return out.toString().stripTrailing() + "\n";
    }

    private static String gas(VerbFunction verb) {
        var each = each(verb);
        return verb.gas() + (each.isEmpty() ? "" : " and " + each);
    }

    private static String each(VerbFunction verb) {
        if (verb == VerbFunction.ACT) return "the inner call's gas";
        return verb.gasPerItem() == 0 ? "" : verb.gasPerItem() + " per item of `" + verb.items() + "`";
    }

    private static String selector(Hashing hashing, AbiFunction function) {
        var selector = new byte[AbiFunction.SELECTOR_BYTES];
        Bytes.putInt(selector, 0, function.selector(hashing));
        return Hex.encode(selector);
    }

    private static String solidity(String word, String declaration) {
        return word + " " + declaration.replace(",", ", ");
    }
}
