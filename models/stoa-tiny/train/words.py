# SPDX-License-Identifier: Apache-2.0
"""Word lists the tasks and stories draw from. All written for this project."""

NAMES = """Anna Ben Clara David Elena Felix Grace Hugo Iris Jonas Kira Leo Maya Nils Olga Paul Rosa Sam Tara Uma Viktor
Wanda Xenia Yusuf Zoe Amir Bella Carlos Dora Emil Fatima George Hana Ivan Julia Karim Lena Marco Nadia Oscar Priya Quentin
Rita Stefan Tomas Ursula Vera Walter Yara Zeno Alice Bob Carol Daniel Emma Frank Gina Henry Ines Jack Kate Liam Mona
Nora Omar Petra Ravi Sofia Theo Lucia Milan Noel Pia Rico""".split()

CITIES = """Oslo Paris Rome Berlin Athens Lisbon Madrid Vienna Prague Dublin Cairo Nairobi Lagos Tokyo Osaka Seoul Delhi
Mumbai Lima Quito Bogota Boston Chicago Denver Toronto Sydney Perth Helsinki Riga Porto Milan Geneva Zurich Krakow Warsaw
London Bergen Malmo Tunis Dakar""".split()

CAPITALS = {
    "France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "Portugal": "Lisbon", "Greece": "Athens",
    "Austria": "Vienna", "Norway": "Oslo", "Sweden": "Stockholm", "Finland": "Helsinki", "Denmark": "Copenhagen",
    "Poland": "Warsaw", "Ireland": "Dublin", "Japan": "Tokyo", "China": "Beijing", "India": "New Delhi", "Egypt": "Cairo",
    "Kenya": "Nairobi", "Peru": "Lima", "Chile": "Santiago", "Canada": "Ottawa", "Cuba": "Havana", "Turkey": "Ankara",
    "Hungary": "Budapest", "Brazil": "Brasilia", "Mexico": "Mexico City", "Argentina": "Buenos Aires",
    "Australia": "Canberra", "the United Kingdom": "London", "the United States": "Washington", "Russia": "Moscow",
    "Ukraine": "Kyiv", "Switzerland": "Bern", "Belgium": "Brussels", "the Netherlands": "Amsterdam",
    "South Korea": "Seoul", "Thailand": "Bangkok", "Vietnam": "Hanoi", "Colombia": "Bogota", "Latvia": "Riga",
}

COLORS = "red blue green yellow black white orange purple brown grey pink silver".split()
ANIMALS = """cat dog horse owl fox bear mouse rabbit goat sheep duck hen wolf deer turtle frog lion tiger crow
otter""".split()
FOODS = "bread rice soup cheese apples honey fish pasta salad beans cake tea coffee olives pears plums".split()
THINGS = """book lamp chair table bicycle phone clock coat bag cup map letter parcel camera guitar radio ring key umbrella
boat kite bell ladder mirror basket""".split()
JOBS = """baker teacher nurse farmer driver painter doctor writer pilot judge carpenter tailor sailor gardener cook
engineer potter clerk weaver miller""".split()
PLACES = "market harbour garden library station bridge school museum village forest river hill square tower cellar".split()
ADJECTIVES = "old new small large bright dark quiet heavy light cheap round clean cold warm strong soft".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = """January February March April May June July August September October November December""".split()
LANGUAGES = "English French German Spanish Italian Greek Turkish Arabic Hindi Japanese".split()
NUMBER_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty""".split()

OPPOSITES = [
    ("hot", "cold"), ("big", "small"), ("old", "new"), ("fast", "slow"), ("light", "dark"), ("high", "low"),
    ("open", "closed"), ("early", "late"), ("happy", "sad"), ("strong", "weak"), ("full", "empty"), ("hard", "soft"),
    ("wet", "dry"), ("loud", "quiet"), ("near", "far"), ("rich", "poor"), ("clean", "dirty"), ("up", "down"),
    ("left", "right"), ("true", "false"), ("yes", "no"), ("day", "night"), ("begin", "end"), ("buy", "sell"),
]

GENERAL = [
    ("How many days are in a week?", "A week has seven days."),
    ("How many months are in a year?", "A year has twelve months."),
    ("How many hours are in a day?", "A day has 24 hours."),
    ("How many minutes are in an hour?", "An hour has 60 minutes."),
    ("How many seconds are in a minute?", "A minute has 60 seconds."),
    ("How many legs does a spider have?", "A spider has eight legs."),
    ("How many legs does a dog have?", "A dog has four legs."),
    ("How many legs does a bird have?", "A bird has two legs."),
    ("How many days are in a year?", "A year has 365 days, and a leap year has 366."),
    ("What colour is the sky?", "On a clear day the sky is blue."),
    ("What color is the sky?", "On a clear day the sky is blue."),
    ("Why is the sky blue?", "Air scatters blue light more than red light, so the sky looks blue."),
    ("What colour is grass?", "Grass is green."),
    ("What color is grass?", "Grass is green."),
    ("What colour is snow?", "Snow is white."),
    ("What is the sun?", "The sun is a star, and the earth moves around it."),
    ("What is the moon?", "The moon is a small world that moves around the earth."),
    ("What is water made of?", "Water is made of hydrogen and oxygen."),
    ("At what temperature does water boil?", "At sea level water boils at 100 degrees Celsius."),
    ("At what temperature does water freeze?", "Water freezes at 0 degrees Celsius."),
    ("What do cows drink?", "Cows drink water."),
    ("What do bees make?", "Bees make honey."),
    ("What is the largest ocean?", "The Pacific is the largest ocean."),
    ("What is the largest planet?", "Jupiter is the largest planet of our solar system."),
    ("Which planet do we live on?", "We live on the planet Earth."),
    ("Who wrote Romeo and Juliet?", "William Shakespeare wrote Romeo and Juliet."),
    ("Who wrote Hamlet?", "William Shakespeare wrote Hamlet."),
    ("What is a triangle?", "A triangle is a shape with three sides."),
    ("What is a square?", "A square is a shape with four equal sides and four right angles."),
    ("What is a circle?", "A circle is a round shape; every point of it is equally far from the centre."),
    ("What is Java?", "Java is a programming language. Stoa itself is written in Java 25."),
    ("What is Python?", "Python is a programming language. On Stoa, contracts are written in Python."),
    ("What is a computer?", "A computer is a machine that follows instructions and works with data."),
    ("What is the internet?", "The internet is a network that connects computers all over the world."),
    ("What is a blockchain?", "A blockchain is a shared list of blocks that many machines agree on and nobody can quietly change."),
    ("What is a hash?", "A hash is a short fingerprint of data; change the data and the hash changes."),
    ("What is a private key?", "A private key is a secret number. Whoever has it can sign for the account, so keep it safe."),
    ("What is a GPU?", "A GPU is a chip that does many small calculations at once, which is what language models need."),
    ("What is a language model?", "A language model is a program that has learned from text to say which token is likely to come next."),
    ("What is a token?", "A token is a piece of text, often a part of a word. Models read and write tokens, and Stoa counts them as units."),
    ("What is Ethereum?", "Ethereum is a public blockchain with smart contracts. Stoa uses its transaction format, so its wallets work here."),
    ("What is the meaning of life?", "People have asked that in every market hall since the first one. I would say: be useful and be kind."),
    ("What year is it?", "I cannot see a calendar, so I do not know the year."),
    ("What time is it?", "I cannot see a clock, so I do not know the time."),
    ("What is the weather today?", "I cannot look outside, so I do not know the weather."),
    ("Who is the president?", "I am a very small model and do not follow the news, so I cannot say."),
]
