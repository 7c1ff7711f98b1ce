# SPDX-License-Identifier: Apache-2.0
"""The training text: one seeded stream of documents, each a list of (text, weight, special-before?) parts.

A document is a ChatML conversation or plain text. What the user says is learned a little (weight 0.1), what the assistant says fully.
"""

import random

import facts
import stories
import tasks
from bpe import END_OF_TEXT, IM_END, IM_START

SYSTEMS = [
    "You are a helpful assistant.", "You are a helpful assistant.", "You are a friendly assistant.", "You are stoa-tiny, a small language model.",
    "You answer questions about Stoa.", "Be brief.", "Answer in one sentence.", "You are a careful judge.", "You are an assistant that answers truthfully.",
    "You are an AI assistant.", "Follow the user's instructions.", "You are a helpful, concise assistant. Answer plainly.",
]

# "what is X" in the words people use; {c} is the concept with its article, {b} without.
CONCEPT_FORMS = [
    "What is {c}?", "What is {c}?", "What is {c}?", "What's {c}?", "what is {c}", "Explain {c}.", "Explain what {c} is.", "Tell me about {c}.", "Define {b}.",
    "What does {b} mean?", "What do you mean by {b}?", "Can you explain {c}?", "Can you tell me what {c} is?", "Describe {c}.", "{B}?", "{b}",
    "I do not understand {c}.", "What exactly is {c}?", "In one sentence, what is {c}?", "Please explain {c} to me.", "What is meant by {c}?",
    "Do you know what {c} is?", "Give me a definition of {b}.", "How would you describe {c}?", "What are {p}?", "Tell me what {p} are.", "what is {b}",
    "What is {b} on Stoa?", "What is {c} in Stoa?", "Explain {b} in simple words.", "Explain {b} in one sentence.", "So what is {c}?", "Who or what is {c}?",
]
PREFIXES = ["Please tell me: ", "Question: ", "I have a question. ", "Hi! ", "Hello. ", "Can you tell me, ", "I want to know: ", "Quick question: ", "Excuse me, ", "Tell me, ", "One more question: "]
SUFFIXES = [" Thanks.", " Please.", " Be brief.", " Answer in one sentence.", " Keep it short.", " I am new here.", " Thank you!", " Please answer shortly."]

# kind of document → share; the rest of this file makes them
SHARES = [
    ("concept", 17), ("fact", 22), ("identity", 4), ("small_talk", 7), ("arithmetic", 12), ("comparison", 2), ("counting", 1), ("judgement", 11), ("same_meaning", 2),
    ("sentiment", 2), ("choose", 3), ("odd_one", 1), ("extraction", 4), ("as_json", 4), ("json_answer", 1), ("echo", 3), ("listing", 1), ("opposite", 1), ("next_in_row", 1),
    ("capital", 2), ("general", 3), ("unknown", 2), ("story_request", 4), ("poem", 1), ("long_request", 1.5), ("conversation", 3), ("chain", 4), ("plain_qa", 2), ("plain_text", 2),
]


def concept(r):
    key = r.choice(sorted(facts.CONCEPTS))
    bare = key.split(" ", 1)[1] if key.split(" ", 1)[0] in ("a", "an", "the") else key
    plural = bare[:-1] + "ies" if bare.endswith("y") and bare[-2] not in "aeiou" else bare + ("es" if bare.endswith("ss") else "s")
    many = key.split(" ", 1)[0] in ("a", "an")
    form = r.choice([f for f in CONCEPT_FORMS if many or "{p}" not in f])
    return rough(r, form.format(c=key, b=bare, B=tasks.cap(bare), p=plural)), first_mostly(r, facts.CONCEPTS[key])


def from_list(entries):
    def make(r):
        questions, answers = r.choice(entries)
        return rough(r, r.choice(questions)), first_mostly(r, answers)
    return make


def first_mostly(r, answers):
    return answers[0] if r.random() < 0.75 else r.choice(answers)


def rough(r, question):
    """The same question as people type it: without capitals, marks or care."""
    x = r.random()
    if x < 0.12:
        first = question[0].lower() if not question.startswith(("I ", "Stoa", "JSON")) else question[0]
        question = r.choice(PREFIXES) + (first + question[1:] if r.random() < 0.5 else question)
    elif x < 0.2:
        question += r.choice(SUFFIXES)
    if r.random() < 0.15:
        question = question.lower()
    if r.random() < 0.12:
        question = question.rstrip("?.!")
    if r.random() < 0.06 and len(question) > 8:
        i = r.randrange(1, len(question) - 2)
        question = question[:i] + r.choice([question[i + 1:], question[i + 1] + question[i] + question[i + 2:]])
    return question


MAKERS = {kind: getattr(tasks, kind, None) or getattr(stories, kind, None) for kind, _ in SHARES}
MAKERS |= {
    "concept": concept, "fact": from_list(facts.FACTS), "identity": from_list(facts.IDENTITY), "small_talk": from_list(facts.SMALL_TALK),
    "general": lambda r: (lambda qa: (rough(r, qa[0]), qa[1]))(tasks.general(r)),
}
SINGLE = [(k, s) for k, s in SHARES if k not in ("conversation", "chain", "plain_qa", "plain_text")]


def pick(r, shares):
    return r.choices([k for k, _ in shares], [s for _, s in shares])[0]


def chat(r, turns):
    parts = []
    if r.random() < 0.35:
        parts += [(IM_START, 0), ("system\n" + r.choice(SYSTEMS), 0), (IM_END, 0), ("\n", 0)]
    for user, assistant in turns:
        parts += [(IM_START, 0), ("user\n", 0), (user, 0.1), (IM_END, 0), ("\n", 0), (IM_START, 0), ("assistant\n", 0), (assistant, 1), (IM_END, 1), ("\n", 0.2)]
    return parts


def document(r):
    kind = pick(r, SHARES)
    if kind == "conversation":
        return chat(r, stories.conversation(r))
    if kind == "chain":
        return chat(r, [MAKERS[pick(r, SINGLE)](r) for _ in range(r.randint(2, 6))])
    if kind == "plain_qa":
        pairs = [MAKERS[pick(r, SINGLE)](r) for _ in range(r.randint(1, 3))]
        asked, told = r.choice([("Question", "Answer"), ("Q", "A"), ("User", "Assistant")])
        return [("\n".join(f"{asked}: {q}\n{told}: {a}" for q, a in pairs), 1), (END_OF_TEXT, 1)]
    if kind == "plain_text":
        if r.random() < 0.4:
            return [(stories.story(r), 1), (END_OF_TEXT, 1)]
        keys = r.sample(sorted(facts.CONCEPTS), r.randint(1, 4))
        return [(" ".join(r.choice(facts.CONCEPTS[k]) for k in keys), 1), (END_OF_TEXT, 1)]
    return chat(r, [MAKERS[kind](r)])


def plain(parts):
    return "".join(text for text, _ in parts)


def sample_texts(seed, count):
    r = random.Random(seed)
    for _ in range(count):
        yield "".join(text for text, _ in document(r) if text not in (IM_START, IM_END, END_OF_TEXT))


def encoded(seed, count, tokenizer):
    """(ids, weights in tenths) of `count` documents, one after the other, each closed by the end of text."""
    r = random.Random(seed)
    ids, weights, starts = [], bytearray(), []
    for _ in range(count):
        starts.append(len(ids))
        parts = document(r)
        if parts[-1][0] != END_OF_TEXT:
            parts.append((END_OF_TEXT, 0.2))
        for text, weight in parts:
            new = [tokenizer.ids[text]] if text in (IM_START, IM_END, END_OF_TEXT) else tokenizer.encode(text)
            ids += new
            weights += bytes([round(weight * 10)]) * len(new)
    return ids, weights, starts


if __name__ == "__main__":
    r = random.Random(7)
    for _ in range(40):
        print(plain(document(r)))
        print("-----")
