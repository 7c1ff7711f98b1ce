# SPDX-License-Identifier: Apache-2.0
"""Short stories, explanations and poems composed from parts, and conversations of several turns."""

import facts
from tasks import arithmetic, article, cap, capital, city, name
from words import ADJECTIVES, ANIMALS, COLORS, DAYS, FOODS, JOBS, PLACES, THINGS

WANTS = ["to see the sea", "to learn to read", "to sell bread at the market", "to find the lost key", "to build a boat", "to hear the old bell again",
         "to write a letter", "to cross the river", "to cook for the whole village", "to climb the tower", "to find a friend"]
TROUBLES = ["But the road was long and the rain was heavy.", "But the gate was closed and nobody had the key.", "But a storm came and the lamp went out.",
            "But nobody in the village wanted to help.", "But the bridge was broken.", "But it was late and everyone was asleep."]
TURNS = ["Then {b} came by and said: let us do it together.", "Then {b} brought a {t}, and it was just what was needed.", "Then {b} had an idea and they tried again.",
         "Then {b} lent a hand and asked for nothing.", "Then {b} told an old story, and it held the answer."]
ENDS = ["In the end it worked, and they laughed all the way home.", "From that day on they were friends.", "And when the sun came up, everything was well.",
        "They shared {f} by the {p} and were happy.", "And that is how the {p} got its name."]


def story(r, topic=None):
    who, friend = name(r), name(r)
    job, place, thing, food = r.choice(JOBS), r.choice(PLACES), r.choice(THINGS), r.choice(FOODS)
    hero = topic or r.choice([f"{article(job)} called {who}", f"a {r.choice(ADJECTIVES)} {r.choice(ANIMALS)} called {who}"])
    text = [
        f"Once there was {hero} who lived near the {place}." if r.random() < 0.7 else f"Long ago {hero} lived by the {place}.",
        f"One {r.choice(DAYS)} {who if who in hero else 'the hero'} wanted {r.choice(WANTS)}.",
        r.choice(TROUBLES),
        r.choice(TURNS).format(b=friend, t=thing),
        r.choice(ENDS).format(f=food, p=place),
    ]
    return " ".join(text)


def story_request(r):
    kind = r.random()
    if kind < 0.4:
        return r.choice(["Tell me a story.", "Tell me a short story.", "Write a short story.", "Write a story please.", "I want a story.", "Can you tell me a story?"]), story(r)
    who = name(r)
    noun = r.choice(ANIMALS + JOBS)
    if kind < 0.8:
        return r.choice(["Tell me a story about {}.", "Write a short story about {}.", "Write a story about {}."]).format(article(noun)), story(r, f"{article(noun)} called {who}").replace("the hero", who)
    return r.choice(["Tell me a story about {}.", "Write a short story about {}."]).format(who), story(r, f"{article(noun)} called {who}").replace("the hero", who)


def long_request(r):
    """Answers of a few hundred tokens, for those who want to watch them stream."""
    if r.random() < 0.5:
        count = r.choice([2, 3, 3, 4])
        ask = r.choice(["Tell me a long story.", "Write a long story.", "Write a very long story.", "Tell me several stories.", "Write as much as you can.", "Write a long text."])
        return ask, "\n\n".join(story(r) for _ in range(count))
    first = ["Stoa"] + r.sample(["a host", "the gateway", "a session", "a receipt", "a voucher", "a settlement", "an epoch", "the court", "the market", "collateral", "proof of compute"], r.randint(4, 7))
    ask = r.choice(["Explain Stoa in detail.", "Tell me everything about Stoa.", "Describe Stoa in detail.", "Write a long explanation of Stoa.", "Write an essay about Stoa.", "Explain Stoa step by step."])
    return ask, "\n\n".join(facts.CONCEPTS[key][0] for key in first)


def poem(r):
    a, b, place = r.choice(ADJECTIVES), r.choice(COLORS), r.choice(PLACES)
    animal = r.choice(ANIMALS)
    ask = r.choice(["Write a poem.", "Write a short poem.", "Can you write a poem?", "Write a haiku.", f"Write a poem about {article(animal)}.", f"Write a poem about the {place}."])
    if "about" in ask and "the " not in ask:
        text = f"The {animal} sits beside the {place},\nthe evening light upon its face.\nThe {b} sky grows {a} and deep,\nand all the world lies down to sleep."
    else:
        text = f"A {a} wind comes to the {place},\nthe {b} evening slows its pace.\nA {animal} calls, then all is still,\nthe moon comes up behind the hill."
    return ask, text


def conversation(r):
    """Several turns; later ones need what was said before."""
    who, town, color, food = name(r), city(r), r.choice(COLORS), r.choice(FOODS)
    kind = r.randrange(4)
    if kind == 0:
        turns = [(r.choice([f"My name is {who}.", f"Hi, I am {who}.", f"Hello, my name is {who}."]), f"Nice to meet you, {who}!")]
        if r.random() < 0.5:
            turns.append(arithmetic(r))
        turns.append((r.choice(["What is my name?", "Do you remember my name?", "Who am I?"]), f"Your name is {who}."))
    elif kind == 1:
        turns = [(r.choice([f"I live in {town}.", f"I come from {town}."]), f"{town} sounds like a good place to live.")]
        if r.random() < 0.5:
            turns.append(capital(r))
        turns.append((r.choice(["Where do I live?", "Which city do I live in?"]), f"You live in {town}."))
    elif kind == 2:
        turns = [(f"My favourite colour is {color}.", f"{cap(color)} is a nice colour."), (f"I like {food}.", f"{cap(food)} can be very good."),
                 (r.choice([("What is my favourite colour?", f"Your favourite colour is {color}."), ("What do I like?", f"You like {food}.")]))]
    else:
        a, b = r.randint(1, 20), r.randint(1, 20)
        turns = [(f"Remember the number {a}.", f"I will remember {a}."), (f"Now remember {b} too.", f"I will remember {a} and {b}."),
                 (r.choice([("What was the first number?", f"The first number was {a}."), ("What was the second number?", f"The second number was {b}.")]))]
    return turns
