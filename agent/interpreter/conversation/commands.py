"""Words about the conversation itself (undo, start over, show, help), and what is no edit at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ....scene.ops import EditOp
from ....scene.plan import Command, Drop, Help, Redo, Reset, Show, Undo
from ..outcomes import Open, Refused
from ..port import PastTurn
from ..words.amounts import ORDINALS, number
from ..words.normalise import lemma
from .effects import standing_numbers

_STEPS = (
    r"(?:one|ones|edit|edits|change|changes|step|steps|turn|turns|action|actions|thing|things|instruction"
    r"|instructions|modification|modifications|operation|operations|command|commands|alteration|alterations"
    r"|adjustment"
    r"|adjustments)"
)
_TAKE_BACK = (
    r"(?:undo|revert|cancel|take back|drop|reverse|roll back|rollback|discard|forget|scrap|unmake|throw away"
    r"|throw out"
    r"|get rid of|remove|delete|erase|clear|trash|abandon|ditch|dismiss|wipe)"
)
_UNDO_VERB = r"(?:undo|revert|cancel|take back|drop|reverse|roll back|rollback|discard|forget|scrap|unmake)"
_ORIGINAL = r"(?:the |my )?(?:original|start|beginning|first version|initial (?:state|version)|untouched|unedited)"
_PIC = r"(?: (?:photo|picture|image|one|version|state|shot))?"
_ALL_OF = (
    rf"(?:everything|all|it all|all of (?:it|them|that|this)|(?:all )?(?:of )?(?:the |my |your |our |these "
    rf"|those )+{_STEPS}"
    rf"|all {_STEPS}|every (?:single )?{_STEPS}|the whole thing|the lot|everything (?:i|you|we) (?:did"
    rf"|have done|made|changed))"
)
_EDITS = (
    r"(?:edits|changes|steps|modifications|adjustments|alterations|edit|change|step|modification"
    r"|adjustment|alteration)"
)
_RESET = re.compile(
    rf"(?:re)?(?:start|begin|commence|set) (?:(?:all )?over(?: again)?|again|afresh|anew|fresh|clean"
    rf"|from (?:scratch|zero|the"
    rf" (?:beginning|start|top)))(?: with {_ORIGINAL}{_PIC})?|from scratch|restart"
    rf"|reset(?: (?:everything|it|all|this|that|(?:the|my) (?:picture|photo|image|edits|changes|session)"
    rf"|to {_ORIGINAL}{_PIC}))*"
    rf"|(?:{_UNDO_VERB} {_ALL_OF}|{_TAKE_BACK} (?:all |every |each )(?:of )?(?:(?:the|my|your|our|these"
    rf"|those) )*{_EDITS})(?: (?:so far|again|at once))?(?:,? and (?:start|begin) (?:over|again|afresh|anew"
    rf"|from scratch))?"
    rf"|(?:go |get |take me |take it |revert |return |bring me |change |bring |roll |put |switch )?(?:it |this "
    rf"|that |everything"
    rf" |the (?:picture|photo|image) |all )?(?:all the way )?back to {_ORIGINAL}{_PIC}|(?:restore|recover"
    rf"|revert(?: to)?|return to|give me(?: back)?|i want|bring back|go to|reload"
    rf"|get back) {_ORIGINAL}{_PIC}(?: back)?"
    rf"|(?:clean|blank) slate|(?:wipe|clean) (?:the|my|this) (?:slate|board)(?: clean)?|(?:go "
    rf"|let us go )?back to (?:square one|zero"
    rf"|scratch|the drawing board)|{_TAKE_BACK} (?:every(?:thing)?|all)(?: of)?(?: the| my)?(?: {_STEPS})? (?:i"
    rf"|we|you)"
    rf" (?:have |had )?(?:made|done|did|changed)|as it was (?:originally|at the (?:start|beginning))"
    rf"|make it (?:like )?(?:new"
    rf"|the original) again"
)
_NUMBER = r"(?P<{}>\d+|once|twice|one|two|three|four|five|six|seven|eight|nine|ten|couple(?: of)?)"
_LAST = r"(?:last|previous|latest|most recent|recent|preceding|prior)"
_UNDO = re.compile(
    rf"(?:{_UNDO_VERB}|go back|step back|move back|ctrl[ +-]*z|back|oops|one step back|a step back)"
    rf"(?: (?:that|it|this|please|again|last|what (?:you|i|we) (?:just )?did|(?:the|my|your|this|that"
    rf"|our) {_LAST}|{_LAST}))?"
    rf"(?: (?:one|{_STEPS}))?(?: (?:by )?(?:a )?{_NUMBER.format('n')}(?: (?:times|{_STEPS}))?)?(?: (?:back|again))?"
    rf"|(?:take|go|step|move) (?:a |back )?(?:{_NUMBER.format('k')} )?(?:steps?|edits?|turns?) back(?:wards?)?"
    r"|(?:i )?(?:preferred|liked) (?:it|that|how it was|how it looked) (?:before|earlier)(?: better)?"
    r"|(?:that|it|this) (?:was|looked) (?:better|nicer|good) (?:before|earlier)"
    r"|(?:take|roll|put|bring) (?:that|it|this) back|take back (?:that|it|this)"
    rf"|(?:{_UNDO_VERB}) (?:(?:the|my|your|that|this|our) )?{_LAST} (?:a )?{_NUMBER.format('m')}(?: {_STEPS})?"
    rf"|(?:{_UNDO_VERB}) (?:that|this|the|my|your) {_STEPS}(?: again)?|(?:{_UNDO_VERB}) (?:that"
    rf"|this) {_LAST} {_STEPS}"
    rf"|(?:remove|delete|erase) (?:the |my |that |your )?{_LAST} {_EDITS}"
    rf"|(?:go back|return|revert|switch|get back|roll back|restore)(?: it)?(?: to)? the {_LAST} (?:version"
    rf"|state|step|picture|photo|image|one)"
    rf"|(?:{_UNDO_VERB}) the {_LAST} {_STEPS} (?:you|we|i) (?:did|made|changed)"
    rf"|(?:{_UNDO_VERB}) (?P<both>both)(?: of (?:them|those|these))?"
    rf"|(?:that|the|this|my)(?: {_LAST})? {_STEPS} (?:was|is|looks|looked) (?:bad|wrong|awful|ugly|a mistake"
    rf"|terrible|not good)"
    rf"|never ?mind(?: that)?|put (?:it|that|them|everything) back(?: to)? (?:how|the way|like|as) it was(?: before)?"
    rf"|put (?:it|that|them) back|that is (?:wrong|bad|not what i wanted|awful|terrible|a mistake)"
    rf"|that was (?:a mistake|wrong"
    rf"|better before)|i do not like (?:it|that|this)|it (?:was|looked) better before"
    rf"|(?:make it )?(?:like|as) it was(?: before)?|(?:the )?undo(?: button| please)?|go (?:one|a) step back"
    rf"|i (?:want to |would like to |need to )?undo(?: (?:that|it|this))?|(?:that|this) (?:was"
    rf"|is) not right,? undo(?: it)?"
)
_REDO = re.compile(
    r"(?:redo|re-do)(?: (?:that|it|this|everything|what (?:you|i|we) (?:just )?(?:undid|reverted|took back)"
    r"|(?:the|my) (?:last|previous"
    r"|undone)(?: (?:undo|one|edit|change|step|thing))?|the (?:edit|change|step)))?"
    rf"(?: {_NUMBER.format('n')}(?: (?:times|steps|edits|changes))?)?(?: again)?"
    r"|(?:undo|revert|cancel|take back) (?:the|that|my|this)(?: last)? undo|(?:step |go |one step "
    r"|move )?forward(?: again| one step)?"
    r"|i (?:want|changed my mind)[ ,]*(?:it|that|i want it) back(?: again)?|re-?apply(?: (?:it|that"
    r"|the last (?:edit|change)))?"
    r"|(?:bring|put|get) back (?:what|that which) (?:i|you|we) (?:just )?(?:undid|reverted|removed from the history)"
    r"|(?:bring|put|get|take) (?:what|that which) (?:i|you|we) (?:just )?(?:undid|reverted) back"
    r"|(?:put|bring|get) (?:the last (?:change|edit|step)|the (?:change|edit)) back(?: in| again)?"
    r"|un-?undo|ctrl[ +-]*y|i did not mean to undo(?: (?:that|it))?|repeat what you undid"
)
_SEEN = (
    r"(?P<what>original(?: (?:photo|picture|image|one|version))?|history|objects?|things|scene|plan|edits"
    r"|changes|boxes|masks|before(?: and after| picture)?|difference|differences|steps|turns|marks|versions?"
    r"|result|labels|what you (?:see|found|did|have done|have changed|changed|recogni[sz]ed?|detected)"
    r"|what (?:is|was|has been) (?:in it|done|changed|edited|there|found)|what (?:i|we) (?:did|changed|have done)"
    r"|(?:everything|all) (?:you|i|we) (?:see|found|did|have done|changed|can see)|comparison|(?:edit )?history"
    r"|untouched version"
    r"|list of (?:objects|edits"
    r"|changes|steps|things)|previous version|unedited (?:photo|picture|version)|detected objects|found objects"
    r"|(?:photo|picture|image) (?:before|as it was|without (?:the |my )?(?:edits|changes)))"
)
_SHOW = re.compile(
    rf"(?:show|list|display|view|see|compare|let me see|let us see|look at|check|open|print|tell me|give me"
    rf"|summari[sz]e|recap"
    rf"|go through|name|enumerate|can i see)(?: (?:me|us|it))?(?: (?:all|of|with|to))*(?: (?:the|my|a|your|our"
    rf"|this|these))*"
    rf" ?{_SEEN}(?: so far| again| until now| you (?:see|found|know|made|can see|did)| i (?:made|did)| we (?:made"
    rf"|did)"
    rf"| in (?:it|the (?:picture|photo|image|scene)|this (?:picture|photo|image))| of (?:the|this"
    rf"|my) (?:picture|photo|image))*"
    r"|what (?:have you|did you|did we|have we|did i|have i|was|has been) (?:done|do|change|changed|edit|edited"
    r"|so far)(?: so far"
    r"| up to now| until now| to (?:it|the (?:picture|photo)))*|what (?:do|can|did) you (?:see|recogni[sz]e|detect"
    r"|find)(?: here| in .+)?"
    r"|what (?:is|are|all is|things are|objects are) (?:there )?(?:in|on) (?:the|this|my) (?:photo|picture|image"
    r"|scene)"
    r"|what changed|(?:which|what) (?:objects|things|items|elements) (?:are there|are in (?:it|the (?:picture"
    r"|photo|scene))|(?:do|did|can|have)"
    r" you (?:see|find|found|detect|detected|know|recogni[sz]e))(?: .{2,20})?|what (?:were|are) (?:my|the|your"
    r"|our) (?:edits|changes|steps)"
    r"(?: so far)?|(?:the )?history(?: please)?|before and after|before/after|how did it look before"
    r"|what did (?:it|the (?:picture|photo|original)) look like(?: before| originally)?"
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
    r"(?:(?:i (?:need|want|could use|would like)|(?:can|could|may) i (?:get|have)|get|have) )?(?:some "
    r"|a little )?help(?: me)?(?: (?:please|out|here|with this))*"
    r"(?: ?[,.] ?(?:i am|i do not|i|please).{0,40})?"
    r"|(?:what|which(?: things| edits| commands)?)(?: (?:kinds?|sorts?|types?) of (?:things|edits|commands"
    r"|changes|instructions))?"
    r"(?: (?:things|edits|commands|changes))? (?:can|could|do|should|may|are) (?:you|i|we)(?: (?:able to"
    r"|possible to))?"
    r"(?: (?:do|say|ask|make|edit|understand|know|support|offer|use|type|write|change|perform|try|tell you"
    r"|ask you|ask you to|tell you to|ask you for))*"
    r"(?: (?:for me|here|with (?:this|it|a photo|my photo)|to you|with you|to (?:do|make)))*"
    r"|what (?:else )?(?:is|are) (?:possible|you capable of|your (?:skills|abilities|features|functions|commands))"
    r"|how (?:does|do) (?:this|it|you|i|all this)(?: \w+)? (?:work|use this|use it|start|begin|edit|do this"
    r"|get started)(?: .{0,20})?"
    r"|how do i (?:use (?:this|it)|work (?:this|it)|do (?:this|it|that)|edit (?:a|the|my) (?:photo|picture))"
    r"|commands|usage|manual"
    r"|what are (?:the|my|your) (?:options|commands|possibilities|features)|instructions|how can (?:you"
    r"|i) help(?: me| you)?"
    r"|how can i use (?:this|it|you)|what are you (?:able|capable) (?:to do|of)(?: for me)?"
    r"|(?:show|give|list|tell)(?: me)?(?: the| some| a few| your| all)? ?(?:help|commands|instructions|examples"
    r"|features|options|manual"
    r"|what you can do|what i can (?:do|say|ask)|how (?:this|it) works|possibilities)|explain (?:how (?:this"
    r"|it) works|yourself)"
    r"|i (?:am (?:lost|stuck|new here|confused)|do not know (?:what to (?:do|say)|how (?:this|it) works"
    r"|how to (?:use (?:this|it)|start)))"
    r"|(?:teach|guide) me(?: how .{2,30})?|can you help(?: me)?|tutorial|faq"
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
        return Undo(
            count=2 if match.group("both") else _count(match.group("n") or match.group("m") or match.group("k"))
        )
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
    rf"(?:{_TAKE_BACK}|take out) (?:the |my |only |just |your |that |number |no )*(?P<which>(?:(?:{_NTH}"
    rf"|second to last|next to last|penultimate)(?: ?, ?and | and |, "
    rf"| ?, ?)?(?:the )?)+)(?P<noun> {_STEPS})?(?: (?:you|we|i) (?:did|made))?"
)
_NUMBERED = re.compile(
    rf"(?:{_TAKE_BACK}|take out) (?:only |just )?(?:the )?{_STEPS} (?:number |no |nr |# ?)?(?P<n>\d+(?:(?: ?, ?"
    rf"| and | , and )\d+)*)"
)


def _drop(text: str, history: Sequence[PastTurn]) -> Drop | None:
    if match := _NUMBERED.fullmatch(text):
        return Drop(turns=tuple(int(n) for n in re.findall(r"\d+", match.group("n"))))
    match = _DROP.fullmatch(text)
    if match is None or (not match.group("noun") and not re.match(rf"(?:{_UNDO_VERB})\b", text)):
        return None
    if (match.group("noun") or "").strip() in ("one", "ones", "thing", "things", "action", "actions") and not re.match(
        r"(?:undo|revert|cancel|reverse|roll ?back|take back|forget|unmake)\b", text
    ):
        return None
    places = _places(match)
    if places == [-1]:
        return None
    numbers = [action.turn for action in _actions(history, match)]
    return Drop(turns=tuple(dict.fromkeys(_turn(place, numbers) for place in places)))


def _places(match: re.Match[str]) -> list[int]:
    which = match.group("which")
    if re.search(r"second to last|next to last|penultimate", which):
        return [-2]
    return [ORDINALS[word] for word in re.findall(rf"\b(?:{_NTH})\b", which)]


class _Action(NamedTuple):
    """One action of a turn that stands."""

    turn: int
    op: EditOp | None


def _actions(history: Sequence[PastTurn], match: re.Match[str]) -> list[_Action]:
    """What “the second one” counts: the actions of all turns, or the turns where steps or instructions are said."""
    turns = standing_numbers(history)
    if re.search(r"turn|step|instruction|command", match.group("noun") or ""):
        return [_Action(number, None) for number in turns]
    return [_Action(number, op) for number in turns for op in history[number - 1].plan.ops or (None,)]


def still_wanted(text: str, history: Sequence[PastTurn]) -> tuple[EditOp, ...]:
    """The actions that stay of turns of which single ones are dropped (`undo the second one` of two in a sentence)."""
    match = _DROP.fullmatch(text.strip(" ,.!?"))
    if match is None:
        return ()
    actions = _actions(history, match)
    places = {place - 1 if place > 0 else len(actions) + place for place in _places(match)}
    turns = {actions[place].turn for place in places if 0 <= place < len(actions)}
    left = (a for i, a in enumerate(actions) if i not in places and a.turn in turns)
    return tuple(action.op for action in left if action.op is not None)


def _turn(place: int, turns: Sequence[int]) -> int:
    if not turns and place > 0:
        return place
    index = place - 1 if place > 0 else len(turns) + place
    if not 0 <= index < len(turns):
        raise Refused(f"there is no such edit to undo; the conversation has {len(turns)}")
    return turns[index]


_UNDO_OF = re.compile(r"(?:undo|revert|cancel|take back|roll back|forget) (?:only |just )?(?P<what>.+)")
_BACK = re.compile(
    r"(?:bring|put|get|give me) (?P<what>.+?) back(?: again| in)?|(?:bring|put|get|give me"
    r"|take) back (?P<what5>.+)|restore (?P<what2>.+)"
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
    r"|operating system|(?:my|your|the|this) accounts?|subscriptions?|internet|facebook|instagram|twitter"
    r"|whatsapp|cloud storage)\b(?! (?:on|in|next|that"
    r"|from) the (?:table|desk|picture|photo|shelf))"
    r"|\b(?:write|save|upload|send|copy|download|post|e-?mail)\b[^.]{0,40}\b(?:to|on|onto|from|into) (?:my"
    r"|this|your|the|a|an) (?:computer|server|disk|desktop|drive|phone|e-?mail|mailbox|friend|boss|mother)\b"
    r"|^(?:please )?(?:make|get|buy|order|bring|fetch|cook|bake|brew|pour|book|call|find|send|tell|sing|play"
    r"|read) me (?:an?|some)"
    r" (?!.*\b(?:version|copy|look|picture|photo|image|background)\b)|\be-?mail (?:it|this|that|the|me|my)\b"
    r"|\bpost (?:it|this) (?:on|to)\b"
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
