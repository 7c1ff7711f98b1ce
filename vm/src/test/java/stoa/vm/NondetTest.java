// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.codec.Calldata;

class NondetTest {
    private static final String ASKING = """
            class C(gl.Contract):
                said: str
                def __init__(self): ...

                @gl.public.write
                def strict(self) -> str:
                    self.said = gl.eq_principle.strict_eq(lambda: gl.nondet.exec_prompt('colour?'))
                    return self.said

                @gl.public.write
                def comparative(self) -> str:
                    return gl.eq_principle.prompt_comparative(lambda: gl.nondet.exec_prompt('colour?'), 'same hue')

                @gl.public.write
                def non_comparative(self) -> str:
                    return gl.eq_principle.prompt_non_comparative(
                        lambda: 'input', task='shorten', criteria='short')

                @gl.public.write
                def judged(self, wanted: bool):
                    return gl.vm.run_nondet_unsafe(lambda: 1, lambda leaders: wanted)

                @gl.public.write
                def errors(self, text: str):
                    def block():
                        raise gl.vm.UserError(text)
                    return gl.vm.run_nondet(block, lambda leaders: block())

                @gl.public.write
                def page(self):
                    def block():
                        answer = gl.nondet.web.get('https://example.org/')
                        return [answer.status, answer.status_code, answer.body, gl.nondet.web.render('https://a.b', mode='text')]
                    return gl.eq_principle.strict_eq(block)

                @gl.public.write
                def json(self):
                    return gl.eq_principle.strict_eq(
                        lambda: gl.nondet.exec_prompt('json?', response_format='json')['key'])

                @gl.public.write
                def two(self):
                    return [gl.vm.run_nondet_unsafe(lambda: 1, lambda _: True), gl.vm.run_nondet_unsafe(lambda: 2, lambda _: False)]

                @gl.public.write
                def forbidden(self, what: int):
                    def block():
                        if what == 0: return self.said
                        if what == 1: self.said = 'x'
                        if what == 2: gl.get_contract_at(gl.message.sender_address).emit().x()
                        if what == 3: gl.get_contract_at(gl.message.sender_address).view().x()
                        if what == 4: gl.vm.run_nondet_unsafe(lambda: 1, lambda _: True)
                        if what == 5: return self.balance
                    return gl.vm.run_nondet_unsafe(block, lambda _: True)

                @gl.public.write
                def outside(self):
                    return gl.nondet.exec_prompt('colour?')

                @gl.public.write
                def memory_stays(self):
                    seen = [1]
                    def block():
                        seen.append(2)
                        return len(seen)
                    return [gl.vm.run_nondet_unsafe(block, lambda _: True), len(seen)]
            """;

    private final Stage stage = new Stage();
    private final Address at = stage.contract(ASKING);
    private final List<Oracle.Question> asked = new ArrayList<>();

    private Oracle oracle(Function<Oracle.Question, Calldata> answers) {
        return question -> {
            asked.add(question);
            return new Oracle.Answer.Ok(answers.apply(question));
        };
    }

    private Outcome lead(Function<Oracle.Question, Calldata> answers, String method, Calldata... arguments) {
        stage.role = new Role.Leader(oracle(answers));
        return stage.write(at, method, arguments);
    }

    private Outcome validate(
            Outcome leaders, Function<Oracle.Question, Calldata> answers, String method, Calldata... arguments) {
        stage.role = new Role.Validator(oracle(answers), leaders.blocks());
        return stage.write(at, method, arguments);
    }

    @Test
    void a_strict_block_agrees_on_the_same_answer_only() {
        var leaders = lead(_ -> Calldata.of("red"), "strict");
        assertEquals(Calldata.of("red"), Stage.value(leaders));
        assertEquals(1, leaders.blocks().size());
        assertArrayEquals(
                new Result.Value(Calldata.of("red").encode()).encode(),
                leaders.blocks().getFirst());
        var same = validate(leaders, _ -> Calldata.of("red"), "strict");
        assertEquals(OptionalInt.empty(), same.disagreement());
        assertEquals(leaders.writes(), same.writes());
        var other = validate(leaders, _ -> Calldata.of("blue"), "strict");
        assertEquals(OptionalInt.of(0), other.disagreement());
        assertEquals(Calldata.of("red"), Stage.value(other), "all go on with the leader's answer");
        stage.role = new Role.Replay(leaders.blocks());
        assertEquals(leaders.writes(), stage.write(at, "strict").writes());
    }

    @Test
    void a_model_compares_two_answers_by_the_principle() {
        var leaders = lead(_ -> Calldata.of("crimson"), "comparative");
        for (boolean judged : new boolean[] {true, false}) {
            asked.clear();
            var own = validate(
                    leaders,
                    question ->
                            question instanceof Oracle.Question.Template ? Calldata.of(judged) : Calldata.of("scarlet"),
                    "comparative");
            assertEquals(judged, own.disagreement().isEmpty());
            var template = (Oracle.Question.Template) asked.getLast();
            assertEquals("EqComparative", template.name());
            assertEquals(
                    "{leader_answer=crimson, principle=same hue, validator_answer=scarlet}",
                    template.variables().toString());
        }
    }

    @Test
    void a_model_judges_the_leader_s_work_by_the_criteria() {
        var leaders = lead(_ -> Calldata.of("in"), "non_comparative");
        assertEquals(Calldata.of("in"), Stage.value(leaders));
        assertEquals("EqNonComparativeLeader", ((Oracle.Question.Template) asked.getLast()).name());
        asked.clear();
        assertTrue(validate(leaders, _ -> Calldata.of(true), "non_comparative")
                .disagreement()
                .isEmpty());
        var template = (Oracle.Question.Template) asked.getLast();
        assertEquals(
                "{criteria=short, input=input, output=in, task=shorten}",
                template.variables().toString());
    }

    @Test
    void only_true_agrees() {
        var leaders = lead(_ -> Calldata.NULL, "judged", Calldata.of(true));
        assertTrue(validate(leaders, _ -> Calldata.NULL, "judged", Calldata.of(true))
                .disagreement()
                .isEmpty());
        assertEquals(
                OptionalInt.of(0),
                validate(leaders, _ -> Calldata.NULL, "judged", Calldata.of(false))
                        .disagreement());
        assertEquals(
                OptionalInt.of(0),
                validate(leaders, _ -> Calldata.NULL, "judged", Calldata.of(1)).disagreement(),
                "a number is no bool");
    }

    @Test
    void equal_errors_agree_and_are_raised() {
        var leaders = lead(_ -> Calldata.NULL, "errors", Calldata.of("broken"));
        assertEquals(new Result.UserError("broken"), leaders.result());
        assertTrue(validate(leaders, _ -> Calldata.NULL, "errors", Calldata.of("broken"))
                .disagreement()
                .isEmpty());
        assertEquals(
                OptionalInt.of(0),
                validate(leaders, _ -> Calldata.NULL, "errors", Calldata.of("else"))
                        .disagreement());
    }

    @Test
    void pages_and_objects_reach_the_contract() {
        var page = lead(
                question -> question instanceof Oracle.Question.Request
                        ? Calldata.map(
                                "status", Calldata.of(200),
                                "headers", Calldata.map(),
                                "body", Calldata.of(new byte[] {1}))
                        : Calldata.of("text"),
                "page");
        assertEquals("[200,200,b#01,\"text\"]", Stage.value(page).text());
        var request = (Oracle.Question.Request) asked.getFirst();
        assertEquals("GET https://example.org/", request.method() + " " + request.url());
        var json = lead(_ -> Calldata.map("key", Calldata.of(5)), "json");
        assertEquals(Calldata.of(5), Stage.value(json));
        assertTrue(((Oracle.Question.Prompt) asked.getLast()).json());
    }

    @Test
    void a_question_that_fails_is_an_exception_in_the_block() {
        stage.role = new Role.Leader(_ -> new Oracle.Answer.Failed(List.of("WEBPAGE_LOAD_FAILED")));
        var outcome = stage.write(at, "page");
        assertEquals(new Result.UserError("vm error: exit_code 1"), outcome.result());
        assertTrue(outcome.stderr().contains("WEBPAGE_LOAD_FAILED"), outcome.stderr());
    }

    @Test
    void the_first_block_that_differs_is_named() {
        var leaders = lead(_ -> Calldata.NULL, "two");
        assertEquals(2, leaders.blocks().size());
        assertEquals(
                OptionalInt.of(1), validate(leaders, _ -> Calldata.NULL, "two").disagreement());
    }

    @Test
    void a_leader_without_outputs_or_with_broken_ones_is_at_fault() {
        stage.role = new Role.Validator(oracle(_ -> Calldata.NULL), List.of());
        var absent = stage.write(at, "two");
        assertEquals(new Result.VmError("leader_fault nondet_output absent"), absent.result());
        assertEquals(OptionalInt.of(0), absent.disagreement());
        stage.role = new Role.Validator(oracle(_ -> Calldata.NULL), List.of(new byte[] {0, 7}));
        assertEquals(
                new Result.VmError("leader_fault nondet_output malformed"),
                stage.write(at, "two").result());
    }

    @Test
    void a_block_has_no_storage_and_sends_nothing() {
        for (int what = 0; what < 6; what++) {
            var outcome = lead(_ -> Calldata.NULL, "forbidden", Calldata.of(what));
            assertEquals(new Result.UserError("vm error: exit_code 1"), outcome.result(), "case " + what);
            assertTrue(outcome.stderr().contains("Errno 6"), what + outcome.stderr());
        }
    }

    @Test
    void models_are_asked_inside_of_blocks_only() {
        var outcome = lead(_ -> Calldata.of("x"), "outside");
        assertEquals(new Result.VmError("exit_code 1"), outcome.result());
        assertTrue(asked.isEmpty());
        stage.role = new Role.Deterministic();
        assertEquals(new Result.VmError("forbidden"), stage.write(at, "strict").result());
    }

    @Test
    void what_a_block_does_to_memory_stays_in_the_block() {
        assertEquals(
                "[2,1]", Stage.value(lead(_ -> Calldata.NULL, "memory_stays")).text());
    }

    @Test
    void a_sandbox_contains_what_goes_wrong() {
        var sandbox = stage.contract("""
                import sys
                class C(gl.Contract):
                    n: u32
                    def __init__(self): ...
                    @gl.public.write
                    def go(self):
                        seen = []
                        def writes(value, fail):
                            def inner():
                                seen.append(value)
                                self.n = value
                                if fail: raise gl.vm.UserError('undo')
                                return self.n
                            return inner
                        spawn = gl.vm.spawn_sandbox
                        out = [repr(spawn(lambda: {'a': 1})), repr(spawn(lambda: sys.exit(3))),
                            repr(spawn(lambda: 1 // 0)), repr(spawn(writes(1, False))),
                            repr(spawn(writes(2, False), allow_write_ops=True)), self.n,
                            repr(spawn(writes(3, True), allow_write_ops=True)), self.n, len(seen),
                            repr(spawn(lambda: repr(spawn(lambda: 5))))]
                        def deeper(n):
                            inner = spawn(lambda: deeper(n + 1))
                            return [n, inner.message] if isinstance(inner, gl.vm.VMError) else inner.calldata
                        return out + [deeper(0)]
                """);
        assertEquals(
                "[\"Return(calldata={'a': 1})\",\"VMError('exit_code 3')\",\"VMError('exit_code 1')\","
                        + "\"VMError('exit_code 1')\",\"Return(calldata=2)\",2,\"UserError('undo')\",2,0,"
                        + "\"Return(calldata='Return(calldata=5)')\",[16,\"out_of vm_recursion\"]]",
                Stage.value(stage.write(sandbox, "go")).text());
    }
}
