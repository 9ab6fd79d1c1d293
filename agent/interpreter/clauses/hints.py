"""What clauses look like that leave things alone, drop a question, or say what another clause is about."""

from __future__ import annotations

from ..words.patterns import Rule

_AS_IT_IS = (
    r"(?: (?:put|there|in|in place|untouched|unchanged|alone|as (?:it is|they are|is|before)"
    r"|(?:right )?where (?:it is|they are)))?"
)
STAYS = Rule(
    r"(?P<what>(?:the|my|this|that|these|those|all|every|both|his|her) .+?|it|they|everything else|the rest"
    r"|everyone else)"
    r" (?:can|should|may|must|is allowed to|has to|is to|are to|will|could) (?:stay|remain|be kept|be left)(?: .*)?"
    r"|(?:all |and |the )*(?:rest|others?|remainder|everything else|everyone else|all else|remaining \w+)"
    r" (?:stays?|remains?|keeps?|untouched|unchanged|as (?:is|it is|they are|before)"
    r"|(?:is|are|was|looks?) (?:fine|ok|okay|good|great|perfect|to stay))(?: .*)?"
    r"|(?:keep|leave|spare)(?: the| all)? (?:rest|others|remainder)(?: .*)?"
    r"|(?P<what3>(?:the|my|this|that|these|those|all|both|his|her)(?: (?!that\b|which\b|who\b)[\w-]+){1,5}?)"
    rf" (?:stays?|remains?){_AS_IT_IS}"
    r"|(?:the )?(?P<what5>(?:\w+ )?(?:[a-z]+s|men|women|people|children))"
    r" (?:stay|remain|(?:can|may|should|must) (?:stay|remain))(?: (?:in|there|here|put|as they are|of course"
    r"|please))?"
    r"|(?:do )?nothing(?: (?:at all|whatsoever|happens|is done))? (?:to|with|about) (?P<what4>.+)"
)
LEAVE = Rule(
    r"(?:do not|never|not|without|keep|leave|preserve|retain|save|ignore|disregard"
    r"|spare(?= (?:the|my|this|that|these|those|his|her|all|both|every|it|them)\b))\b"
    r"(?: (?:remove|delete|erase|touch|change|move|edit|affect|alter|blur|keep))? ?(?P<what>.*?)"
    r"(?: (?:alone|as it is|as they are|untouched|unchanged|there|as is|in|(?:right )?where"
    r" (?:it|he|she|they) (?:is|are|was|were|stands?|sits?|lies?)))?$"
)
UNWANTED = Rule(
    r"(?:i|we) (?:do not|did not|never) (?:want|wish|mean|need|ask|like)(?: for)?(?: you)?(?: to (?:have |see )?)? ?"
    r"(?:(?:remove|delete|erase|touch|change|move|edit|alter|blur|recolor|replace) (?P<what>.+)"
    r"|(?P<what2>.+) (?:to be )?(?:gone|removed|deleted|erased|changed|touched|moved|edited|replaced|recolored"
    r"|painted \w+))"
)
"""`I do not want the barn gone`: it stays."""
MEND = Rule(
    r"(?:(?:you |u )?(?:can|could|should|must|please) )?(?:fix|correct|repair|sort|change|improve|help|remedy|cure"
    r"|solve)"
    r"(?: (?:it|that|this|them|me))?(?: up| out| for me)?|(?:boost|pump|bump|lift|revive|liven|perk|raise|open|bring"
    r"|tone) (?:it|them|that)(?: up| down| out| back)?"
    r"|do something(?: about (?:it|that|this))?"
)
"""After `it is too dark` this asks for nothing more."""
NOT_THAT = Rule(
    r"(?:but |and |so |please )*(?:do not|never|no need to|i (?:do not|will not|would not) want (?:you )?to)"
    r" (?:do (?:that|it|this|so)|listen(?: to (?:her|him|them|that))?)(?: please)?|ignore (?:that|it|this|her"
    r"|him|them)"
)
"""Takes back what the clause before asked for."""
ORDERS = Rule(r"(?:how|what) about |(?:have|do) (?:the|my|this|that|it|them|all|both|every)\b")
"""What begins like a question and is none."""
GONE_WITH_IT = Rule(
    r"\b(?:away|off|out|down) with (?:it|them|that)\b|\b(?:remove|delete|erase|get rid of|lose|clean up|wipe"
    r"|take out) "
    r"(?:it|them|that)\b|\bget (?:it|them|that) (?:out|off|away)\b"
)
LET_GO = Rule(
    r"(?:(?:no|oh|ok|okay|well)[ ,]+)?(?:never ?mind(?: that)?|forget (?:it|that|about it)|cancel(?: (?:it"
    r"|that))?|stop"
    r"|leave it|none(?: of (?:them|these|those))?|neither(?: of them)?|nothing|no(?: thanks| thank you)?|nope|do not"
    r"|let it be|skip (?:it|that))"
)
"""Drops a question; it takes back nothing that was done before."""
SOMEWHERE = Rule(
    r" (?:here|there|at \[\w+\]|(?:on|in|under|above|below|behind|beside|near|next to|by|between|in front of"
    r"|on top of|to the"
    r" (?:left|right) of|at|into|onto|over) (?:the|my|this|that|\[))\b ?"
)
TAKEN_UP = Rule(r"\b(?:it|them|that|those|this|these|him|her|the thing|the one)\b(?! (?:is|are)\b)")
"""A later clause says what is to be done with what an earlier one complains of."""
FOR_THAT = Rule(
    r"\b(?:for|to do|in order to do|in) (?:that|this|it)\b|\b(?:would|could|can|might|will|should|must) (?:i"
    r"|you|they|we|one"
    r"|he|she)?\b ?(?:use|need|want|look at|take|wear|reach for|grab)\b|\bhelps? (?:with|me|them|him|her)\b"
)
"""What is said before tells what a thing is for."""
TAKING_BACK = ("undo", "redo", "revert", "start over", "the ", "cancel", "reset", "begin")
_NO_SPARING = Rule(r"(?:keep|leave|preserve) (?:only|just) |leave out|without |not (?:\w+ )*enough$")


def spared(clause: str) -> str | None:
    """What a clause says is to stay as it is ("" where it does not say what), None where it says no such thing."""
    match = UNWANTED.fullmatch(clause) or STAYS.fullmatch(clause) or LEAVE.match(clause)
    if match is None or _NO_SPARING.match(clause):
        return None
    groups = match.groupdict()
    return next((said for name in ("what", "what2", "what3", "what4", "what5") if (said := groups.get(name))), "")


_NOT_GONE = Rule(
    r"(?:do not|never|not|without|no need to|i (?:do not|did not) want)\b.*?\b(?:remov|delet|eras|mov|crop|resiz"
    r"|rotat|replac"
    r"|swap|duplicat|gone)\w*\b"
)


def leaves_untouched(clause: str) -> bool:
    """Whether what is to stay is not to change in any way (`keep the dog as it is`), not only to be left in place (`do
    not remove the dog`)."""
    return _NOT_GONE.match(clause) is None
