"""Titles that everybody knows, for libraries of tests: movies as "title|year", shows as "title|year|seasons x episodes"."""

MOVIES = """
The Shawshank Redemption|1994; The Godfather|1972; The Godfather Part II|1974; The Dark Knight|2008; 12 Angry Men|1957; Schindler's List|1993
Pulp Fiction|1994; The Good, the Bad and the Ugly|1966; Forrest Gump|1994; Fight Club|1999; Inception|2010; The Matrix|1999; Goodfellas|1990
One Flew Over the Cuckoo's Nest|1975; Se7en|1995; Seven Samurai|1954; It's a Wonderful Life|1946; The Silence of the Lambs|1991; City of God|2002
Saving Private Ryan|1998; Interstellar|2014; Life Is Beautiful|1997; The Green Mile|1999; Terminator 2: Judgment Day|1991; Back to the Future|1985
Spirited Away|2001; The Pianist|2002; Psycho|1960; Parasite|2019; Léon: The Professional|1994; The Lion King|1994; Gladiator|2000
American History X|1998; The Departed|2006; The Usual Suspects|1995; The Prestige|2006; Whiplash|2014; Casablanca|1942; Harakiri|1962
The Intouchables|2011; Modern Times|1936; Once Upon a Time in the West|1968; Rear Window|1954; Cinema Paradiso|1988; Alien|1979; City Lights|1931
Apocalypse Now|1979; Memento|2000; Django Unchained|2012; WALL·E|2008; Raiders of the Lost Ark|1981; The Lives of Others|2006; Sunset Boulevard|1950
Paths of Glory|1957; The Shining|1980; The Great Dictator|1940; Avengers: Infinity War|2018; Witness for the Prosecution|1957; Aliens|1986
American Beauty|1999; Dr. Strangelove|1964; The Dark Knight Rises|2012; Oldboy|2003; Joker|2019; Amadeus|1984; Inglourious Basterds|2009
Toy Story|1995; Coco|2017; Braveheart|1995; Das Boot|1981; Princess Mononoke|1997; Avengers: Endgame|2019; Once Upon a Time in America|1984
Good Will Hunting|1997; Toy Story 3|2010; Requiem for a Dream|2000; Your Name.|2016; Singin' in the Rain|1952; 3 Idiots|2009
2001: A Space Odyssey|1968; Reservoir Dogs|1992; Star Wars|1977; High and Low|1963; Capernaum|2018; Citizen Kane|1941; M|1931; Lawrence of Arabia|1962
North by Northwest|1959; The Hunt|2012; Vertigo|1958; Amélie|2001; A Clockwork Orange|1971; Full Metal Jacket|1987; Come and See|1985
Double Indemnity|1944; The Apartment|1960; Scarface|1983; To Kill a Mockingbird|1962; The Sting|1973; Ikiru|1952; Up|2009; L.A. Confidential|1997
Hamilton|2020; Heat|1995; Metropolis|1927; A Separation|2011; Snatch|2000; Die Hard|1988; 1917|2019; Bicycle Thieves|1948; Downfall|2004
Batman Begins|2005; Some Like It Hot|1959; Incendies|2010; Taxi Driver|1976; The Father|2020; Unforgiven|1992; Green Book|2018; The Truman Show|1998
The Wolf of Wall Street|2013; Judgment at Nuremberg|1961; Pan's Labyrinth|2006; There Will Be Blood|2007; Casino|1995; Monty Python and the Holy Grail|1975
Ran|1985; Rashomon|1950; The Sixth Sense|1999; Yojimbo|1961; The Treasure of the Sierra Madre|1948; Shutter Island|2010; Jurassic Park|1993
The Great Escape|1963; No Country for Old Men|2007; Kill Bill: Vol. 1|2003; Finding Nemo|2003; The Thing|1982; The Elephant Man|1980; Chinatown|1974
Gone with the Wind|1939; V for Vendetta|2005; Inside Out|2015; Dial M for Murder|1954; The Secret in Their Eyes|2009; Howl's Moving Castle|2004
Three Billboards Outside Ebbing, Missouri|2017; Trainspotting|1996; Prisoners|2013; Gran Torino|2008; Fargo|1996; Warrior|2011; My Neighbor Totoro|1988
Million Dollar Baby|2004; Blade Runner|1982; Catch Me If You Can|2002; Before Sunrise|1995; Children of Heaven|1997; Gone Girl|2014; Ben-Hur|1959
12 Years a Slave|2013; The Grand Budapest Hotel|2014; Klaus|2019; Stalker|1979; In the Name of the Father|1993; The General|1926; Sherlock Jr.|1924
Barry Lyndon|1975; Mad Max: Fury Road|2015; Hacksaw Ridge|2016; Memories of Murder|2003; The Deer Hunter|1978; Wild Strawberries|1957; Jaws|1975
The Seventh Seal|1957; Dead Poets Society|1989; Room|2015; Tokyo Story|1953; The Big Lebowski|1998; Rocky|1976; Rebecca|1940; Logan|2017
Platoon|1986; The Passion of Joan of Arc|1928; Spotlight|2015; Hotel Rwanda|2004; The Terminator|1984; Rush|2013; Network|1976; Stand by Me|1986
Before Sunset|2004; The Best Years of Our Lives|1946; The Exorcist|1973; La Haine|1995; Into the Wild|2007; The Wizard of Oz|1939; Solaris|1972
The Incredibles|2004; Groundhog Day|1993; The Battle of Algiers|1966; The Grapes of Wrath|1940; Amores perros|2000; The 400 Blows|1959; Persona|1966
Dune|1984; Dune|2021; The Lion King|2019; Suspiria|1977; Suspiria|2018; The Fly|1958; The Fly|1986; King Kong|1933; King Kong|2005; Solaris|2002
Arrival|2016; Ex Machina|2014; Her|2013; Moon|2009; Gravity|2013; Contact|1997; Gattaca|1997; Dark City|1998; Twelve Monkeys|1995; Brazil|1985
Blade Runner 2049|2017; Sicario|2015; Drive|2011; Zodiac|2007; Black Swan|2010; Birdman|2014; Moonlight|2016; La La Land|2016; Roma|2018; Tár|2022
Get Out|2017; The Social Network|2010; Whisper of the Heart|1995; Paprika|2006; Akira|1988; Ghost in the Shell|1995; Perfect Blue|1997; Porco Rosso|1992
Yi Yi|2000; In the Mood for Love|2000; Chungking Express|1994; Hero|2002; Crouching Tiger, Hidden Dragon|2000; Police Story|1985; Hard Boiled|1992
Run Lola Run|1998; Good Bye, Lenin!|2003; Toni Erdmann|2016; Nosferatu|1922; Faust|1926; The Third Man|1949; Brief Encounter|1945; Kes|1969
La Strada|1954; 8½|1963; La Dolce Vita|1960; Rome, Open City|1945; Breathless|1960; Jules and Jim|1962; Le Samouraï|1967; Playtime|1967; Diva|1981
Fanny and Alexander|1982; Let the Right One In|2008; Babette's Feast|1987; Festen|1998; The Piano|1993; Gallipoli|1981; Babe|1995; Paddington 2|2017
"""
SHOWS = """
Breaking Bad|2008|2x4; The Wire|2002|2x3; The Sopranos|1999|2x3; Chernobyl|2019|1x5; Band of Brothers|2001|1x4; Game of Thrones|2011|2x3
Firefly|2002|1x5; Twin Peaks|1990|2x3; Mad Men|2007|2x2; Lost|2004|2x3; Fargo|2014|2x2; True Detective|2014|2x2; The Office (US)|2005|2x3
The Office (UK)|2001|2x2; Sherlock|2010|2x3; Doctor Who|1963|1x4; Doctor Who|2005|2x3; Battlestar Galactica|1978|1x3; Battlestar Galactica|2004|2x3
Avatar: The Last Airbender|2005|2x3; Cowboy Bebop|1998|1x4; Fullmetal Alchemist: Brotherhood|2009|1x5; Death Note|2006|1x4; Dark|2017|2x3
Friends|1994|2x3; Seinfeld|1989|2x2; Black Mirror|2011|2x2; Better Call Saul|2015|2x3; Succession|2018|2x2; Severance|2022|1x4; The Bear|2022|1x4
Mr. Robot|2015|2x2; Fleabag|2016|2x3; The Crown|2016|2x2; Rome|2005|2x2; Deadwood|2004|2x2; Oz|1997|2x2; The Shield|2002|2x2; Justified|2010|2x2
"""


def movies() -> list[tuple[str, int]]:
    """Titles and years; some titles exist in several years."""
    return [
        (title.strip(), int(year))
        for line in MOVIES.strip().splitlines()
        for title, _, year in [one.partition("|") for one in line.split("; ")]
    ]


def shows() -> list[tuple[str, int, int, int]]:
    """Titles, years, seasons, and episodes of each season."""
    found = []
    for one in SHOWS.strip().replace("\n", "; ").split("; "):
        title, year, size = one.split("|")
        seasons, _, episodes = size.partition("x")
        found.append((title.strip(), int(year), int(seasons), int(episodes)))
    return found
