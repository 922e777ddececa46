"""Made-up names for name substitution: people, armed and political groups, places, peoples of the world.

Rare names are what a small news corpus lacks. Parts are combined at random; countries, capitals and demonyms come from
the countries file.
"""

import json

GIVEN = """Abdul Abebe Adaeze Aditya Ahmad Aisha Akira Aleksandr Alhassan Ali Amadou Amina Ana Anders Andrei Anh Arjun Asif Ayaan Babak
Bashir Bogdan Carlos Chidi Chen Chiara Dmitri Daniela Dawit Diego Dragan Ebrahim Elif Emeka Enrique Farah Farid Fatima Fernando Gamal
Giorgi Goran Guillermo Habib Hamid Hana Hassan Hiroshi Hussein Ibrahim Igor Ines Ioana Isabel Ismail Ivan Jakub Javier Jin Jorge Juan
Kamal Karim Katarzyna Kenji Khalid Kofi Kwame Laila Lars Leila Li Lucia Luis Mahmoud Malik Manuel Maryam Mehmet Mei Milan Min Mohammed
Moses Mustafa Nabil Nadia Nasser Natalia Nguyen Nikola Nikolai Nkechi Noor Olga Omar Oleksandr Osman Otto Pablo Parvez Pedro Petr Pierre
Rahul Rami Rashid Ravi Reza Ricardo Rosa Said Salim Samir Sanjay Sergei Sibusiso Sofia Stefan Sunil Tariq Tendai Tomas Tuan Usman Viktor
Wei Yasir Yoon Yuki Yusuf Zahra Zainab Zoran Thabo Wanjiru Siti Budi Putri Agus Somchai Thein Aung Bayar Nursultan Aibek Gulnara Rustam""".split()
FAMILY = """Abbas Abdi Adeyemi Afolabi Aguilar Akhtar Alvarez Amini Ansari Asante Aydin Aziz Bakr Balogun Banda Barzani Bello Berisha Bianchi Boateng
Bondarenko Bui Cabrera Castillo Chaudhry Chavez Cho Contreras Dang Dao Demir Desta Diallo Diaz Diop Dlamini Dogan Dragomir Eze Farouk Fernandes
Flores Fofana Garcia Georgiev Ghani Girma Gomez Gonzalez Haidar Hakimi Hamdan Haq Hashim Hernandez Horvat Hosseini Ito Iqbal Ivanov Jafari
Jallow Jovanovic Kamara Kaplan Karimov Kaya Keita Khan Khoury Kim Kipkemboi Koroma Kovalenko Kowalski Kumar Kuznetsov Lee Lopez Machado Mahdi
Malik Mansour Mbeki Mendoza Mirza Mokoena Morales Moreno Mugabe Mutasa Najjar Nasr Ndiaye Nguyen Nkosi Novak Nwosu Obi Ochieng Okafor Okonkwo
Omar Ortega Osei Park Pavlov Petrov Pham Popescu Quispe Rahman Rahimi Rajapaksa Ramirez Rao Reyes Rossi Saab Sadiq Saleh Sanchez Santos Sato
Sesay Shah Sharif Sharma Shevchenko Silva Singh Sokolov Suarez Suzuki Tadesse Takahashi Tanaka Tesfaye Torres Toure Tran Traore Usmanov Vargas
Vasquez Wang Warsame Weber Wijeratne Yilmaz Yusufzai Zhang Zhao Zulu Zimba Sihombing Suharto Htun Myint Otgonbayar Abenov Toktogulov""".split()
PARTICLE = ["al", "al", "al", "Al", "el", "ul"]
LINK = ["bin", "ibn", "van der", "de", "da", "von", "dos"]
GROUP_HEAD = ["Ansar", "Jund", "Jaysh", "Harakat", "Liwa", "Kata'ib", "Saraya", "Hizb", "Lashkar", "Jamaat", "Usbat"]
GROUP_TAIL = ["Sunna", "Haq", "Jihad", "Islam", "Shuhada", "Fatah", "Nasr", "Tawhid", "Sahel", "Watan", "Umma", "Qital", "Sabireen"]
GROUP_ADJ = ["People's", "National", "Popular", "United", "Free", "Democratic", "Revolutionary", "Islamic", "Patriotic", "Republican", "Unified"]
GROUP_NOUN = ["Liberation Front", "Liberation Army", "Defence Forces", "Resistance Movement", "Salvation Front", "Protection Units", "Brigades", "Militia", "Congress", "Alliance", "Party", "Union", "Guard", "Redemption Council", "Coalition"]
AGENCY = ["Ministry of Defence", "Foreign Ministry", "Interior Ministry", "Supreme Court", "Central Bank", "Red Crescent", "National Assembly", "Election Commission", "Coast Guard", "Air Force", "Navy", "Intelligence Service", "Border Guard", "Football Federation", "Chamber of Commerce"]
ONSETS = "b d f g h k kh l m n r s sh t z j w y q dh gh tr kw ny mb".split()
VOWELS = "a a a e i o u ai ou aa".split()
CODAS = ["", "", "", "n", "r", "s", "m", "l", "d", "b", "z", "sh", "q"]


class Maker:
    """Makes lists of words (hyphens and clitics already split off) for a type."""

    def __init__(self, countries_path):
        rows = json.load(open(countries_path, encoding="utf-8"))
        self.places = sorted({r["name"] for r in rows} | {c for r in rows for c in r.get("capital") or []})
        self.countries = {r["name"] for r in rows}
        self.demonyms = sorted({d for r in rows for d in r.get("demonym") or [] if d})

    def coined(self, rng, least=2, most=3):
        return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(rng.randint(least, most))).capitalize()

    def family(self, rng):
        base = rng.choice(FAMILY) if rng.random() < 0.7 else self.coined(rng)
        kind = rng.random()
        if kind < 0.15:
            return [rng.choice(PARTICLE), "-", base]
        if kind < 0.2:
            return rng.choice(LINK).split() + [base]
        if kind < 0.25:
            return [base, "-", rng.choice(FAMILY)]
        return [base]

    def person(self, rng):
        kind = rng.random()
        if kind < 0.3:
            return self.family(rng)
        given = [rng.choice(GIVEN)]
        if kind < 0.45:
            given += [rng.choice(GIVEN)] if rng.random() < 0.7 else [rng.choice("ABCDEFGHJKLMNPRSTW") + "."]
        return given + self.family(rng)

    def org(self, rng):
        kind = rng.random()
        if kind < 0.15:
            return [rng.choice(GROUP_HEAD), rng.choice(PARTICLE), "-", rng.choice(GROUP_TAIL)]
        if kind < 0.4:
            first = [rng.choice(GROUP_ADJ)] if rng.random() < 0.6 else [self.coined(rng)]
            return first + rng.choice(GROUP_NOUN).split()
        if kind < 0.55:
            return rng.choice(self.demonyms).split() + rng.choice(AGENCY).split()
        if kind < 0.65:
            return [rng.choice(self.demonyms).split()[0]] + rng.choice(GROUP_NOUN).split()
        if kind < 0.8:
            return ["".join(rng.choice("ABCDEFGHIJKLMNOPRSTUV") for _ in range(rng.randint(3, 5)))]
        return [self.coined(rng)] + ([rng.choice(["Group", "Corp.", "Holdings", "News", "Airlines", "Bank", "Energy"])] if rng.random() < 0.5 else [])

    def gpe(self, rng):
        return rng.choice(self.places).split() if rng.random() < 0.7 else [self.coined(rng)]

    def norp(self, rng):
        if rng.random() < 0.7:
            return rng.choice(self.demonyms).split()
        return [self.coined(rng, 1, 2) + rng.choice(["i", "ian", "ese", "ite", "ist", "an"])]

    def make(self, rng, kind):
        words = {"PERSON": self.person, "ORG": self.org, "GPE": self.gpe, "NORP": self.norp}.get(kind)
        if words is None:
            return None
        out = []
        for word in words(rng):
            pieces = word.split("-") if len(word) > 1 else [word]
            for i, piece in enumerate(pieces):
                out += (["-"] if i else []) + [piece]
        return [w for w in out if w]
