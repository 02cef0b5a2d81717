"""Which candidate of which provider a title is.

`titles` compares titles, `score` a candidate with what is known, `decide` says how certain the best one is; all three are pure.
`match` asks the providers, with as few requests as possible.
"""

from dim.metadata.matching.match import ask_others, match
from dim.metadata.matching.model import Match, MatchState, Scored

__all__ = ["Match", "MatchState", "Scored", "ask_others", "match"]
