# SPDX-License-Identifier: Apache-2.0
"""Small tasks with an answer that can be computed: sums, judgements, choices, extraction, JSON, lists, echoes.

Every function takes a `random.Random` and returns (user text, answer).
"""

import json

from words import (
    ADJECTIVES, ANIMALS, CAPITALS, CITIES, COLORS, DAYS, FOODS, GENERAL, JOBS, LANGUAGES, MONTHS, NAMES, NUMBER_WORDS,
    OPPOSITES, PLACES, THINGS,
)

SYLLABLES = "ba be bi bo da de di do fa fi ga go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo za zo".split()
POSITIVE = ["great", "wonderful", "very good", "excellent", "lovely", "fast and friendly", "perfect", "a joy", "better than I hoped", "fantastic"]
NEGATIVE = ["terrible", "awful", "very bad", "broken", "late and rude", "a disappointment", "worse than I feared", "useless", "dirty", "horrible"]
PARTS = {"food": FOODS, "animal": ANIMALS, "colour": COLORS, "city": CITIES, "job": JOBS, "day": DAYS, "month": MONTHS, "language": LANGUAGES, "place": PLACES, "thing": THINGS}
STATEMENT_FORMS = ["Text: {t}", "Statement: {t}", "Here is a text: {t}", "Read this: {t}", "{t}", "Fact: {t}", "Evidence: {t}", "\"{t}\""]


def word(r):
    return "".join(r.choice(SYLLABLES) for _ in range(r.randint(2, 3)))


def name(r):
    return r.choice(NAMES) if r.random() < 0.8 else word(r).capitalize()


def city(r):
    return r.choice(CITIES) if r.random() < 0.8 else word(r).capitalize()


def code(r):
    return f"{r.choice('ABCDEFGHKLMNPRSTUVWXYZ')}{r.randint(1, 999)}"


def article(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


# ---- arithmetic

def arithmetic(r):
    op = r.choice("++--**/")
    if op == "+":
        a, b = (r.randint(0, 20), r.randint(0, 20)) if r.random() < 0.6 else (r.randint(0, 99), r.randint(0, 99))
        result = a + b
    elif op == "-":
        a = r.randint(0, 20) if r.random() < 0.6 else r.randint(0, 99)
        b = r.randint(0, a)
        result = a - b
    elif op == "*":
        a, b = r.randint(0, 12), r.randint(0, 12)
        result = a * b
    else:
        b, result = r.randint(1, 12), r.randint(0, 12)
        a = b * result
    said = {"+": ["+", "plus"], "-": ["-", "minus"], "*": ["*", "times", "x"], "/": ["/", "divided by"]}[op]
    sign = r.choice(said)
    tight = r.random() < 0.25 and sign in "+-*/"
    sum_text = f"{a}{sign}{b}" if tight else f"{a} {sign} {b}"
    form = r.choice(["What is {}?", "What is {}?", "{}", "{} =", "Calculate {}.", "How much is {}?", "what's {}", "Compute {}", "{}?", "Solve: {}"])
    full = form.format(sum_text)
    if r.random() < 0.25:
        return full + r.choice([" Answer with the number only.", " Reply with just the number.", " Only the number."]), str(result)
    return full, f"{a} {'x' if sign == 'x' else sign} {b} is {result}."


def comparison(r):
    a, b = r.randint(0, 100), r.randint(0, 100)
    more = r.random() < 0.5
    if r.random() < 0.4:
        while a == b:
            b = r.randint(0, 100)
        ask = "larger" if more else "smaller"
        return f"Which number is {ask}, {a} or {b}?", f"{max(a, b) if more else min(a, b)} is {ask}."
    rel = r.choice(["greater than", "larger than", "more than"] if more else ["less than", "smaller than"])
    true = a > b if more else a < b
    return f"Is {a} {rel} {b}?" + r.choice(["", " Answer yes or no."]), yes(true)


def counting(r):
    if r.random() < 0.5:
        n = r.randint(3, 10) if r.random() < 0.7 else r.randint(11, 100)
        return r.choice([f"Count to {n}.", f"Count from 1 to {n}.", f"count to {n} please", f"Count up to {n}"]), ", ".join(map(str, range(1, n + 1))) + "."
    items = r.sample(r.choice([FOODS, THINGS, ANIMALS]), r.randint(2, 6))
    return f"How many items are in this list: {', '.join(items)}?", f"There are {NUMBER_WORDS[len(items)]} items in the list."


def yes(flag):
    return "Yes." if flag else "No."


# ---- judgement about a stated fact

def scene(r):
    """(sentence, question that is true of it, question that is false of it, claim true, claim false)"""
    who, other = r.sample(NAMES, 2) if r.random() < 0.8 else (word(r).capitalize(), word(r).capitalize())
    kind = r.randrange(9)
    if kind == 0:
        day, wrong = r.sample(DAYS, 2)
        thing = r.choice(["parcel", "letter", "order", "package", "delivery", "report", "payment"])
        return (f"The {thing} arrived on {day}.", f"Did the {thing} arrive on {day}?", f"Did the {thing} arrive on {wrong}?",
                f"The {thing} came on {day}.", f"The {thing} came on {wrong}.")
    if kind == 1:
        town, wrong = r.sample(CITIES, 2)
        return (f"{who} lives in {town}.", f"Does {who} live in {town}?", f"Does {who} live in {wrong}?",
                f"{who}'s home is in {town}.", f"{who}'s home is in {wrong}.")
    if kind == 2:
        color, wrong = r.sample(COLORS, 2)
        thing = r.choice(THINGS)
        return (f"The {thing} is {color}.", f"Is the {thing} {color}?", f"Is the {thing} {wrong}?",
                f"The {thing} has the colour {color}.", f"The {thing} has the colour {wrong}.")
    if kind == 3:
        a, b = r.sample(range(1, 100), 2)
        item = r.choice(["apples", "coins", "books", "tickets", "eggs", "keys"])
        return (f"{who} bought {a} {item}.", f"Did {who} buy {a} {item}?", f"Did {who} buy {b} {item}?",
                f"{who} got {a} {item}.", f"{who} got {b} {item}.")
    if kind == 4:
        winner, loser = r.sample(["the red team", "the blue team", "the home team", "the guests", "Oslo", "Lisbon", "Athens", "Boston", "Dakar", "the lions", "the foxes"], 2)
        a = r.randint(1, 6)
        b = r.randint(0, a - 1)
        return (f"{cap(winner)} won against {loser} by {a} to {b}.", f"Did {winner} win?", f"Did {loser} win?",
                f"{cap(winner)} won the game.", f"{cap(loser)} won the game.")
    if kind == 5:
        done = r.random() < 0.5
        act = r.choice([("paid", "pay"), ("signed", "sign"), ("delivered", "deliver"), ("cancelled", "cancel"), ("finished", "finish")])
        what = r.choice(["the invoice", "the contract", "the order", "the work", "the bill", "the report"])
        text = f"{who} {act[0]} {what}." if done else f"{who} did not {act[1]} {what}."
        asks = (f"Did {who} {act[1]} {what}?", f"Did {other} {act[1]} {what}?" if done else f"Did {who} {act[1]} {what}?")
        if done:
            return text, asks[0], asks[1], f"{cap(what)} was {act[0]} by {who}.", f"{who} did not {act[1]} {what}."
        return text, f"Is it true that {who} did not {act[1]} {what}?", asks[0], f"{who} has not {act[0]} {what}.", f"{who} {act[0]} {what}."
    if kind == 6:
        job, wrong = r.sample(JOBS, 2)
        return (f"{who} works as {article(job)}.", f"Is {who} {article(job)}?", f"Is {who} {article(wrong)}?",
                f"{who} is {article(job)}.", f"{who} is {article(wrong)}.")
    if kind == 7:
        a = r.randint(18, 90)
        b = a + r.choice([-9, -5, -2, 3, 6, 10])
        return (f"{who} is {a} years old.", f"Is {who} {a} years old?", f"Is {who} {b} years old?",
                f"The age of {who} is {a}.", f"The age of {who} is {b}.")
    t = r.randint(-5, 35)
    town = city(r)
    hi, lo = t + r.randint(1, 15), t - r.randint(1, 15)
    return (f"The temperature in {town} was {t} degrees.", f"Was it warmer than {lo} degrees in {town}?", f"Was it warmer than {hi} degrees in {town}?",
            f"It was {t} degrees in {town}.", f"It was {hi} degrees in {town}.")


def cap(text):
    return text[0].upper() + text[1:]


def judgement(r):
    text, yes_q, no_q, claim, wrong = scene(r)
    true = r.random() < 0.5
    if r.random() < 0.35:
        extra = scene(r)[0]
        text = f"{text} {extra}" if r.random() < 0.5 else f"{extra} {text}"
    given = r.choice(STATEMENT_FORMS).format(t=text)
    kind = r.randrange(5)
    answer = yes(true)
    if kind <= 1:
        ask = (yes_q if true else no_q) + r.choice(["", " Answer yes or no.", " Reply with yes or no only.", " Yes or no?"])
    elif kind == 2:
        ask = r.choice(["Claim: {}\nIs the claim true?", "Claim: {}\nDoes the text support the claim? Answer yes or no.", "Is this true: {}"]).format(claim if true else wrong)
    elif kind == 3:
        ask = r.choice(["True or false: {}", "Answer true or false. {}"]).format(claim if true else wrong)
        answer = "True." if true else "False."
    else:
        ask = r.choice(["Claim: {}\nAnswer as JSON with the key \"result\".", "{}\nRespond with JSON: {{\"result\": true}} or {{\"result\": false}}."]).format(claim if true else wrong)
        answer = json.dumps({"result": true})
    return f"{given}{r.choice([' ', chr(10), chr(10)])}{ask}", answer


def same_meaning(r):
    text, _, _, claim, wrong = scene(r)
    true = r.random() < 0.5
    a, b = (text, claim if true else wrong) if r.random() < 0.7 else (text, text if true else scene(r)[0])
    form = r.choice([
        "Do these two sentences say the same?\n1. {a}\n2. {b}", "Answer A: {a}\nAnswer B: {b}\nDo both answers mean the same? Answer yes or no.",
        "First: {a}\nSecond: {b}\nAre they equivalent?"])
    return form.format(a=a, b=b), yes(true)


# ---- choosing and classifying

def sentiment(r):
    good = r.random() < 0.5
    what = r.choice(["The food", "The service", "The hotel", "This book", "The film", "My new phone", "The concert", "The trip", "The host", "This lamp"])
    text = f"{what} was {r.choice(POSITIVE if good else NEGATIVE)}." + r.choice(["", " I will come back." if good else " I will not come back.", " I recommend it." if good else " I want my money back."])
    ask = r.choice(["Is this review positive or negative? {}", "Classify the sentiment as positive or negative: {}", "Sentiment (positive or negative): {}", "Review: {}\nPositive or negative?"])
    return ask.format(text), "Positive." if good else "Negative."


def choose(r):
    kinds = r.sample(sorted(PARTS), r.randint(2, 4))
    kind = r.choice(kinds)
    item = r.choice(PARTS[kind])
    if r.random() < 0.5:
        ask = r.choice(["Choose one of: {k}. What is \"{i}\"?", "Which of these is \"{i}\": {k}?", "Classify \"{i}\" as one of: {k}.", "Is \"{i}\" {o}?"])
        return ask.format(k=", ".join(kinds), i=item, o=" or ".join(article(k) for k in kinds)), cap(kind) + "."
    options = r.sample(r.choice([COLORS, FOODS, ANIMALS, CITIES, THINGS]), r.randint(2, 5))
    pick = r.choice(options)
    who = name(r)
    text = r.choice(["{w} wants the {p} one.", "{w} has chosen {p}.", "{w} likes {p} best.", "The right answer is {p}.", "{w} asked for {p}."]).format(w=who, p=pick)
    ask = r.choice(["{t} Choose one of: {o}.", "Options: {o}. {t} Which option is it?", "Text: {t}\nOptions: {o}\nAnswer with one option."])
    return ask.format(t=text, o=", ".join(options)), pick if pick[0].isupper() else cap(pick)


def odd_one(r):
    a, b = r.sample(sorted(PARTS), 2)
    items = r.sample(PARTS[a], 3) + [r.choice(PARTS[b])]
    odd = items[-1]
    r.shuffle(items)
    return r.choice(["Which word does not belong: {}?", "Find the odd one out: {}."]).format(", ".join(items)), f"{cap(odd)} does not belong, because the others are of the kind {a}."


# ---- extraction and JSON

def record(r):
    """A sentence and the fields that can be read from it."""
    who, town, job, age = name(r), city(r), r.choice(JOBS), r.randint(18, 90)
    thing, color, amount, day = r.choice(THINGS), r.choice(COLORS), r.randint(1, 500), r.choice(DAYS)
    order, month, number = code(r), r.choice(MONTHS), r.randint(1, 28)
    return r.choice([
        (f"{who} lives in {town} and is {age} years old.", {"name": who, "city": town, "age": age}),
        (f"{who} is {age} years old and lives in {town}.", {"name": who, "age": age, "city": town}),
        (f"{who} is {article(job)} from {town}.", {"name": who, "job": job, "city": town}),
        (f"{who}, {article(job)}, moved to {town} in {month}.", {"name": who, "job": job, "city": town, "month": month}),
        (f"Order {order} for {amount} coins was sent to {who} on {day}.", {"order": order, "amount": amount, "name": who, "day": day}),
        (f"On {day} {who} bought a {color} {thing} for {amount} coins.", {"day": day, "name": who, "color": color, "item": thing, "price": amount}),
        (f"The {color} {thing} costs {amount} coins.", {"color": color, "item": thing, "price": amount}),
        (f"The meeting with {who} is on {number} {month} in {town}.", {"name": who, "date": f"{number} {month}", "city": town}),
        (f"{who} paid {amount} obol to {name(r)} for order {order}.", {"name": who, "amount": amount, "order": order}),
    ])


def extraction(r):
    text, fields = record(r)
    key = r.choice(sorted(fields))
    form = r.choice(["Extract the {k} from: {t}", "Extract the {k} from this text: {t}", "Text: {t}\nWhat is the {k}?", "{t} What is the {k}?", "What is the {k} in \"{t}\"?", "Find the {k}: {t}"])
    return form.format(k=key, t=text), str(fields[key])


def as_json(r):
    text, fields = record(r)
    keys = [k for k in fields if r.random() < 0.8] or [next(iter(fields))]
    r.shuffle(keys)
    form = r.choice(["Answer as JSON with the keys {k}: {t}", "Text: {t}\nGive me JSON with {k}.", "Extract {k} as JSON from: {t}", "{t}\nReturn a JSON object with the keys {k}."])
    listed = keys[0] if len(keys) == 1 else ", ".join(keys[:-1]) + " and " + keys[-1]
    return form.format(k=listed, t=text), json.dumps({k: fields[k] for k in keys})


def json_answer(r):
    if r.random() < 0.5:
        country = r.choice(sorted(CAPITALS))
        return f"What is the capital of {country}? Answer as JSON.", json.dumps({"answer": CAPITALS[country]})
    a, b = r.randint(0, 20), r.randint(0, 20)
    return f"What is {a} + {b}? Answer as JSON.", json.dumps({"answer": a + b})


# ---- echoes, lists, general knowledge

def echo(r):
    text = r.choice([lambda: r.choice(THINGS), lambda: word(r), lambda: scene(r)[0].rstrip("."), lambda: f"{r.choice(ADJECTIVES)} {r.choice(THINGS)}",
                     lambda: " ".join(word(r) for _ in range(3)), lambda: code(r), lambda: str(r.randint(0, 9999))])()
    form = r.choice(["Repeat after me: {}", "Say \"{}\".", "Say {}", "Repeat: {}", "Echo {}", "Please say {}", "Reply with exactly: {}"])
    return form.format(text), text


def listing(r):
    kind = r.choice(sorted(PARTS))
    n = r.randint(2, 5)
    plural = {"city": "cities", "colour": "colours"}.get(kind, kind + "s")
    items = r.sample(PARTS[kind], n)
    ask = r.choice([f"Name {NUMBER_WORDS[n]} {plural}.", f"Name {n} {plural}.", f"List {n} {plural}.", f"Give me {n} {plural}."])
    return ask, cap(", ".join(items)) + "."


def opposite(r):
    a, b = r.choice(OPPOSITES)
    if r.random() < 0.5:
        a, b = b, a
    return r.choice(["What is the opposite of {}?", "The opposite of {}?", "Opposite of {}"]).format(a), f"The opposite of {a} is {b}."


def next_in_row(r):
    row, noun = r.choice([(DAYS, "day"), (MONTHS, "month")])
    i = r.randrange(len(row))
    if r.random() < 0.5:
        return f"Which {noun} comes after {row[i]}?", f"{row[(i + 1) % len(row)]} comes after {row[i]}."
    return f"Which {noun} comes before {row[i]}?", f"{row[i - 1]} comes before {row[i]}."


def capital(r):
    country = r.choice(sorted(CAPITALS))
    town = CAPITALS[country]
    kind = r.random()
    if kind < 0.6:
        form = r.choice(["What is the capital of {}?", "Capital of {}?", "Which city is the capital of {}?", "Tell me the capital of {}."])
        return form.format(country), f"The capital of {country} is {town}."
    if kind < 0.8:
        return f"{town} is the capital of which country?", f"{town} is the capital of {country}."
    true = r.random() < 0.5
    wrong = r.choice([c for c in sorted(CAPITALS.values()) if c != town])
    return f"Is {town if true else wrong} the capital of {country}?", f"Yes, the capital of {country} is {town}." if true else f"No, the capital of {country} is {town}."


def general(r):
    return r.choice(GENERAL)


def unknown(r):
    thing = r.choice([lambda: word(r), lambda: word(r).capitalize(), lambda: f"{word(r)} {word(r)}"])()
    form = r.choice(["What is {}?", "Who is {}?", "Tell me about {}.", "How does {} work?", "Explain {}.", "Where is {}?", "When was {} built?", "Who invented the {}?", "What is the capital of {}?"])
    return form.format(thing), "I am a very small model, and I do not know that."
