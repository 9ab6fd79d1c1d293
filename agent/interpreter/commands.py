"""Words about the conversation itself (undo, start over, show, help), and what is no edit at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...scene.plan import Command, Drop, Help, Redo, Reset, Show, Undo
from .amounts import ORDINALS, number
from .effects import standing_numbers
from .normalise import lemma
from .outcomes import Open, Refused
from .port import PastTurn

_STEPS = (
    r"(?:one|ones|edit|edits|change|changes|step|steps|turn|turns|action|actions|thing|things|instruction"
    r"|instructions|modification|modifications)"
)
_TAKE_BACK = r"(?:undo|revert|cancel|take back|drop|reverse|roll back|rollback|discard|forget|scrap)"
_RESET = re.compile(
    rf"(?:start (?:over|again|afresh|from (?:scratch|the beginning))|begin again|from scratch"
    rf"|reset(?: (?:everything|it|all|the (?:picture|photo|image)|to the original))?|{_TAKE_BACK} (?:everything"
    rf"|all|it all|all of (?:it|them|that)|all (?:the |my )?{_STEPS}|every {_STEPS}|the whole thing)"
    rf"|(?:go |get |take me |revert |return |bring me |change )?(?:it "
    rf"|everything )?back to (?:the )?(?:original|start|beginning)(?: (?:photo|picture|image))?|(?:restore"
    rf"|revert(?: to)?|return to|give me(?: back)?|i want|bring back|go to) the original(?: (?:photo|picture"
    rf"|image|one))?(?: back)?|delete all (?:my |the )?{_STEPS}|remove all (?:my |the )?(?:edits|changes)"
    rf"|clean slate)"
)
_UNDO = re.compile(
    rf"(?:{_TAKE_BACK}|go back|step back|ctrl z|back|oops)(?: (?:that|it|this|please|again|last|the last"
    rf"|the previous|the latest|my last|what you (?:just )?did))?(?: (?:one|{_STEPS}))?(?: (?P<n>\d+|once|twice"
    rf"|one|two|three|four|five|six)(?: (?:times|{_STEPS}))?)?|take (?:that|it|this) back|(?:undo|revert|cancel"
    rf"|take back) the (?:last|previous|latest) (?P<m>\d+|two|three|four|five|six|couple)(?: {_STEPS})?"
    rf"|never ?mind(?: that)?|put (?:it|that|them) back(?: how it was| the way it was)?|that is (?:wrong|bad"
    rf"|not what i wanted)|i do not like (?:it|that|this)|(?:make it )?(?:like|as) it was before"
)
_REDO = re.compile(
    r"redo(?: (?:that|it|this|the last (?:one|edit|change|step)))?(?: (?P<n>\d+|once|twice|two|three|four"
    r"|five)(?: (?:times|steps|edits|changes))?)?|(?:undo|revert) the undo|(?:step |go )?forward(?: again)?"
    r"|i (?:want|changed my mind)[ ,]*(?:it|that) back(?: again)?|reapply(?: (?:it|that))?"
)
_SHOW = re.compile(
    r"(?:show|list|display|view|see|compare)(?: (?:me|us))?(?: (?:all|of|with))*(?: (?:the|my|a"
    r"|your))? ?(?P<what>original(?: (?:photo|picture|image))?|history|objects?|things|scene|plan|edits"
    r"|changes|boxes|masks|before(?: and after| picture)?|difference|differences|steps|turns|marks|versions?"
    r"|result|labels|what you (?:see|found|did)|what (?:is|was) (?:in it|done|changed)|what i (?:did|changed)"
    r"|everything you (?:see|found)|comparison)(?: so far| again)?"
    r"|what (?:have you|did you|did we|have we|did i|have i) (?:done|do|change|changed|edit|edited)(?: so far"
    r"| until now)?|what (?:do|can) you see(?: here)?|what is in (?:the|this|my) (?:photo|picture|image|scene)"
    r"|what changed|which (?:objects|things) (?:are there|do you see|can you see)"
)
_READ = re.compile(
    r"(?:read|show|tell|list|give)(?: me)?(?: (?:out|aloud))?(?: (?:all|what))*(?: the| this| that| its)? ?(?:texts?"
    r"|words?|writing|lettering|sign|signs|caption|label|inscription|is written|it says|the sign says|number plate"
    r"|licen[sc]e plate)s?(?: (?:on|in|of|there|here|out|aloud|to me|for me)\b.*)?"
    r"|what (?:does|do|did) .{1,40} (?:say|read)|what (?:is|was) (?:written|printed|the text|the writing)\b.*"
    r"|what(?: kind of| sort of)? (?:text|words|writing|letters) (?:is|are|do|can)\b.*"
    r"|is there any (?:text|writing)\b.*"
    r"|(?:ocr|transcribe)(?: (?:it|this|the (?:text|sign|picture|photo|image)))?"
)
TEXT = "text"
"""What `show` shows when the words in the picture are asked for."""
_TRANSLATE = re.compile(r"translate\b.*|.{0,40}\b(?:translated|translation)\b.*")
NO_TRANSLATION = (
    "I cannot translate: no language model runs here; say the words yourself, such as “replace 'SORTIE' with 'EXIT'”"
)
_HELP = re.compile(
    r"help(?: me)?|what can (?:you|i) (?:do|say|ask)(?: here)?|how does (?:this|it) work|how do i use (?:this"
    r"|it)|commands|usage|what are (?:the|my) options|instructions|how can you help(?: me)?"
    r"|what are you able to do|(?:show|give)(?: me)?(?: the| some)? (?:help|commands|instructions|examples)"
)


def command_of(text: str, history: Sequence[PastTurn]) -> Command | None:
    """The command that a clause gives, None when it gives none."""
    text = text.strip(" ,.!?")
    if _HELP.fullmatch(text):
        return Help()
    if _RESET.fullmatch(text):
        return Reset()
    if match := _REDO.fullmatch(text):
        return Redo(count=_count(match.group("n")))
    if (drop := _drop(text, history)) is not None:
        return drop
    if match := _UNDO.fullmatch(text):
        return Undo(count=_count(match.group("n") or match.group("m")))
    if _TRANSLATE.fullmatch(text):
        raise Refused(NO_TRANSLATION)
    if _READ.fullmatch(text):
        return Show(what=TEXT)
    if match := _SHOW.fullmatch(text):
        return Show(what=match.group("what") or ("history" if "d" in text.split()[1] else "objects"))
    return _undo_of(text, history)


def _count(word: str | None) -> int:
    return 2 if word == "couple" else (number(word) or 1) if word else 1


_NTH = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DROP = re.compile(
    rf"(?:{_TAKE_BACK}|remove|delete|take out|get rid of) (?:the |my |only |just )*(?P<which>(?:(?:{_NTH}"
    rf"|second to last|next to last|penultimate)(?: ?, ?and | and |, "
    rf"| ?, ?)?(?:the )?)+)(?P<noun> {_STEPS})?(?: (?:you|we|i) (?:did|made))?"
)
_NUMBERED = re.compile(
    rf"(?:{_TAKE_BACK}|remove|delete) (?:the )?{_STEPS} (?:number |no |# ?)?(?P<n>\d+(?:(?: ?, ?| and | , and )\d+)*)"
)


def _drop(text: str, history: Sequence[PastTurn]) -> Drop | None:
    if match := _NUMBERED.fullmatch(text):
        return Drop(turns=tuple(int(n) for n in re.findall(r"\d+", match.group("n"))))
    match = _DROP.fullmatch(text)
    if match is None or (not match.group("noun") and not re.match(rf"(?:{_TAKE_BACK})\b", text)):
        return None
    if text.split()[0] in ("remove", "delete", "drop", "take", "get", "scrap", "discard") and match.group("noun") in (
        " one",
        " ones",
        " thing",
        " things",
    ):
        return None
    turns = standing_numbers(history)
    which = match.group("which")
    places = (
        [-2]
        if re.search(r"second to last|next to last|penultimate", which)
        else [ORDINALS[w] for w in re.findall(rf"\b(?:{_NTH})\b", which)]
    )
    if places == [-1]:
        return None
    return Drop(turns=tuple(dict.fromkeys(_turn(place, turns) for place in places)))


def _turn(place: int, turns: Sequence[int]) -> int:
    if not turns and place > 0:
        return place
    index = place - 1 if place > 0 else len(turns) + place
    if not 0 <= index < len(turns):
        raise Refused(f"there is no such edit to undo; the conversation has {len(turns)}")
    return turns[index]


_UNDO_OF = re.compile(r"(?:undo|revert|cancel|take back|roll back|forget) (?:only |just )?(?P<what>.+)")
_BACK = re.compile(
    r"(?:bring|put|get|give me) (?P<what>.+?) back(?: again| in)?|restore (?P<what2>.+)"
    r"|i want (?P<what3>.+) back|keep (?P<what4>.+) after all"
)


def _undo_of(text: str, history: Sequence[PastTurn]) -> Command | None:
    """`undo the hat`, `bring the cat back`: the turn whose words or ops are about it."""
    match = _UNDO_OF.fullmatch(text) or _BACK.fullmatch(text)
    if match is None or not history:
        return None
    what = next(group for group in match.groups() if group)
    wanted = _stems(what)
    if what in ("it", "that", "them", "him", "her", "this"):
        return Undo()
    numbers = standing_numbers(history)
    fitting = [n for n in numbers if wanted & _stems(_about(history[n - 1]))]
    if len(fitting) > 1:
        best = max(len(wanted & _stems(_about(history[n - 1]))) for n in fitting)
        fitting = [n for n in fitting if len(wanted & _stems(_about(history[n - 1]))) == best]
    if len(fitting) == 1:
        return Drop(turns=(fitting[0],))
    if len(fitting) > 1:
        raise Open(
            f"Several edits are about {what}: {', '.join(f'{n} ({history[n - 1].text})' for n in fitting)}. Which one?"
        )
    if text.startswith(("undo", "revert", "take back")):
        raise Refused(f"no earlier edit is about {what}")
    return None


def _about(turn: PastTurn) -> str:
    ids = " ".join(
        re.sub(r"-\d+", "", str(target.get("object", "")))
        for op in turn.plan.to_dict()["ops"]
        for target in [*(op.get("targets") or []), op.get("target") or {}]
    )
    return f"{turn.text} {ids} {' '.join(op.op for op in turn.plan.ops)}"


_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "on",
        "in",
        "it",
        "my",
        "your",
        "edit",
        "change",
        "step",
        "one",
        "thing",
        "make",
        "made",
        "do",
        "did",
        "with",
        "and",
        "please",
        "turn",
    ]
)


def _stems(text: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in re.findall(r"[a-z]+", text.lower()) if word not in _SMALL)


_OUTSIDE = re.compile(
    r"(?:^|\s)(?:/(?:etc|usr|home|bin|var|tmp|dev|root|opt|proc|mnt|srv)\b|~/|\.\./|[a-z]:\\)|https?://"
    r"|\bfile://|\b[\w-]+\.(?:py|sh|exe|bat|env|pem|conf|ini|cfg|sqlite|db)\b"
    r"|\b(?:passwords?|passwd|api[ _-]?keys?|credentials?|system prompt|secret keys?|environment variables?"
    r"|access tokens?)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass|reveal|print|repeat|leak)\b[^.]{0,30}\b(?:your|previous"
    r"|prior|all|above|earlier|system|the) (?:\w+ )?(?:instructions?|rules|prompts?|guidelines|restrictions"
    r"|policies|programming)\b"
    r"|\b(?:run|execute|eval|launch|sudo|chmod|curl|wget)\b[^.]{0,30}\b(?:commands?|code|scripts?|shell"
    r"|terminal|bash|python|program|rm)\b|\brm -r?f\b|\bdrop table\b|\bos\.system\b|__import__|\bsubprocess\b"
    r"|\b(?:delete|remove|erase|wipe|format|write|save|overwrite|read|open|upload|send|email"
    r"|copy)\b[^.]{0,30}\b(?:files?|folders?|director(?:y|ies)|hard ?drives?|databases?|my machine"
    r"|operating system|internet|facebook|instagram|twitter|whatsapp|cloud storage)\b(?! (?:on|in|next|that"
    r"|from) the (?:table|desk|picture|photo|shelf))"
    r"|\b(?:write|save|upload|send|copy|download|post|e-?mail)\b[^.]{0,40}\b(?:to|on|onto|from|into) (?:my"
    r"|this|your|the|a|an) (?:computer|server|disk|desktop|drive|phone|e-?mail|mailbox|friend|boss|mother)\b"
    r"|\be-?mail (?:it|this|that|the|me|my)\b|\bpost (?:it|this) (?:on|to)\b"
)
_QUESTION = re.compile(
    r"^(?:what|who|whose|which|where|when|why|how|is|are|was|were|does|do|did|has|have|am|can you (?:see|tell"
    r"|explain|describe)|could you (?:tell|explain|describe)|tell me|describe|explain|count|say"
    r"|write (?:me )?(?:a|an|some)|sing|translate|calculate|recommend|play|make me (?:a|an|some)|do nothing"
    r"|nothing)\b"
)


def refuse_outside(raw: str) -> None:
    """Raise `Refused` for words about files, machines, secrets or the program's own instructions."""
    if _OUTSIDE.search(raw.lower()):
        raise Refused(
            "this asks for something other than an edit of the picture; I only edit the picture, and write no files"
            " on request"
        )


def is_question(text: str) -> bool:
    """Whether words ask for an answer rather than an edit."""
    return bool(_QUESTION.match(text))
