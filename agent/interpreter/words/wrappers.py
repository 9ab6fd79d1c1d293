"""What people say around a command without meaning anything by it: greetings, requests, thanks, hesitation."""

from __future__ import annotations

import re
from functools import cache

_YOU = r"(?:you|u|we|i|one|somebody|someone)"
_MAY = r"(?:could|can|would|will|might|may|should)"
_SOFT = (
    r"(?:please|like|maybe|possibly|perhaps|just|kindly|also|quickly|simply|somehow|ever|really|now|then"
    r"|first|next)"
)
_ABLE = (
    rf"(?: {_SOFT}| be able to| be so kind (?:as to|and)| be kind enough to| go ahead and| try to| try and| manage to"
    r"| help me(?: to)?| like to| want to)*"
)
_NICE = (
    r"(?:nice|great|good|cool|lovely|better|best|perfect|awesome|wonderful|helpful|fantastic|amazing|ideal|fun|neat"
    r"|super|brilliant|fine)"
)
_GLAD = r"(?:grateful|happy|glad|thankful|delighted|pleased|obliged|thrilled|over the moon)"
_VERY = r"(?: (?:really|so|very|much|most|just|kind of|sort of|also|still|quite|definitely|actually|probably))*"
_WISH = r"(?:like|love|want|prefer|wish|need|hope)"
_CALL = (
    r"(?:yo|hey|hi|hello|hiya|howdy|ok|okay|so|well|um+|uh+m?|hm+|er+m?|eh|ah+|oh|oops|omg|wow|ugh|huh|please"
    r"|pls|listen"
    r"|alright|yes|yeah|yep|yup|thanks|thank you|cheers|dude|mate|bro|buddy|friend|folks|guys|sir|actually|basically"
    r"|honestly|literally|frankly|seriously|really|maybe|perhaps|possibly|just|simply|kindly|quickly|now|then"
    r"|next|also"
    r"|and|but|first|firstly|finally|lastly|anyway|btw|fyi|because|sorry|hopefully|obviously|clearly|good (?:morning"
    r"|afternoon|evening|day)|pretty please|by the way|one more thing|one last thing|another thing|you know(?: what)?"
    r"|after that|after this|afterwards?|later(?: on)?|subsequently|at the end|in the end|to finish(?: off)?"
    r"|additionally"
    r"|moreover|furthermore|last but not least|meanwhile|at the same time|in that case|for me|for now|this time"
    r"|if (?:you (?:can|could|would|like|please|do not mind)|possible|i may"
    r"|(?:that|it) is (?:ok|okay|possible|fine|alright)|it is not too much trouble)|when you (?:get|have)"
    r"(?: a)? (?:chance|time|moment|minute|sec|second)|as (?:a|the) (?:first|next|last|second|final) step"
    r"|(?:for )?(?:god|heaven|pete) 's sake|while (?:you|we) are at it|in (?:this|the|my) (?:photo|picture|image|shot)"
    r"|instead(?! of\b)|in addition|on top of that|besides that|other than that|apart from that|to start(?: with)?"
    r"|(?:that|this) (?:is|was|will be) (?:all|it)(?: for now)?|to begin with|all right|of course|no worries"
    r"|never ?mind that)"
)
_ASIDE = (
    r"(?:right|like|look|cool|great|nice|good|sure|man|fine|perfect|again|lovely|awesome|i mean|i guess|i think"
    r"|i suppose|i feel|i believe|i know|you see|let us see|let me see|hear me out|quick (?:one|question|favor"
    r"|thing))"
)
_LEADS = (
    rf"{_CALL}(?: ,)?",
    rf"{_ASIDE} ,",
    r"(?:want|need|have|got|trying|looking|hoping|going|would like) to(?= (?!be\b))",
    rf"(?:{_MAY}|do|did) not {_YOU}(?= )",
    rf"(?:do|did|would|could) {_YOU} (?:think|suppose|reckon|mind|happen to be able|believe|know(?: how)?)"
    rf"(?: (?:that|it is possible))?(?: (?:to|if|whether))?(?: {_YOU}(?: {_MAY})?)?",
    rf"{_MAY} {_YOU}{_ABLE}",
    rf"(?:is|would|might|could) (?:it|there)(?: be)?(?: perhaps| maybe| even)? (?:possible|ok|okay|alright"
    rf"|any way|a way"
    rf"|some way|any chance|a chance|feasible|doable|an option|any possibility)(?: for {_YOU}| for us)?"
    rf"(?: (?:to|of|that|if|for))?(?: {_YOU}(?: {_MAY})?)?(?: to)?",
    rf"any (?:chance|way|possibility)(?: (?:that|of|for))?(?: {_YOU}(?: {_MAY})?)?(?: to)?",
    rf"(?:i|we) (?:am|was|were|are|have been)(?: just| really)? (?:wondering|thinking|hoping|asking|curious)"
    rf"(?: (?:,|that|about|if|whether|maybe|perhaps))*(?: it (?:is|would be|was) possible to)?"
    rf"(?: {_YOU} {_MAY}| {_YOU})?{_ABLE}",
    rf"(?:i|we) (?:wonder|hope|think|guess|suppose|believe|feel|figure|was told)(?: (?:that|if|whether|like|maybe))*"
    rf" {_YOU}(?: {_MAY}| need to| ought to| have to)+{_ABLE}",
    rf"(?:i|we)(?: would| will| could)?{_VERY} {_WISH}(?: it)?(?: for)?(?: you| u)?{_VERY} to(?! be )(?! see )",
    r"(?:i|we) (?:would|will|shall|might)(?: (?:just|really|simply|maybe|probably|definitely))*"
    r"(?= (?!(?:like|love|want|prefer|wish|need|hope|be|have|not|appreciate|rather|say|also|feel|never|see|go for"
    r"|even)\b)\w+"
    r" (?:the|that|this|my|it|them|all|both|every|out|off|away|up)\b)",
    rf"(?:i|we) (?:would|will|could){_VERY} (?:appreciate|love|like|prefer)(?: it)? if {_YOU}(?: {_MAY})?",
    rf"(?:i|we) (?:would|will) (?:be|feel)(?: \w+){{0,2}} {_GLAD} (?:if|when) {_YOU}(?: {_MAY})?",
    rf"(?:i|we) (?:want|need|wish|expect|ask|beg|urge|require)(?: for)? {_YOU}(?: {_MAY})?(?: to)?(?! \w+ed )",
    r"(?:i|we) (?:am going|am trying|was trying|was going|plan|decided|intend|mean|meant|have|got|am looking"
    r"|am about) to",
    rf"what (?:if|about if|do you say|say) {_YOU}(?: (?:could|were to|just|would))?",
    rf"how about (?:{_YOU}|(?=\w+ing ))",
    rf"what about (?:{_YOU}|(?=\w+ing ))",
    rf"why (?:do not|not|can not|do) ?{_YOU}?(?: just)?",
    rf"it (?:would|might|could|will) be (?:\w+ ){{0,2}}{_NICE}(?: (?:for you )?to| if {_YOU}(?: {_MAY})?)",
    rf"(?:would it not|would not it|might it not) be (?:\w+ ){{0,2}}{_NICE}(?: to| if {_YOU}(?: {_MAY})?)",
    r"(?:your|the|my) (?:\w+ )?(?:task|job|mission|goal|assignment|turn|request|wish|order|idea|plan|instruction)"
    r"(?: here| now| today)? (?:is|would be)(?: this)?(?: :| ,)?(?: for you)?(?: to)?",
    r"(?:the )?(?:first|next|second|third|last|only|other) thing(?: (?:to do|i want|you should do|i would like))?"
    r" is(?: to)?",
    rf"(?:all|what|the only thing) {_YOU} (?:want|need|ask|ask for|would like|would love)(?: you to do)? (?:is"
    rf"|would be)"
    r"(?: this)?(?: :| ,)?(?: for you)?(?: to)?",
    r"what (?:needs|has) to (?:be done|happen)(?: here)? is(?: to)?",
    r"do me (?:a|the) favo(?:u)?r(?: and| ,| by)?",
    r"be (?:so kind|so good|a dear|nice|an angel|a sweetheart|a good sport)(?: (?:and|as to|,))?",
    r"go (?:ahead|on) and",
    r"(?:edit|modify|alter|adjust|retouch|rework)(?: (?:it|this|that|(?:the|this|my|our) (?:picture|photo|image|shot"
    r"|scene)))?(?: so as)? to(?= (?:add|include|insert|show|have|put|place|remove|replace|hide|blur|give|make"
    r"|contain)\b)",
    r"(?:try|make sure|remember|feel free|be sure|do not forget|proceed|start|begin|start off|begin off)"
    r" (?:to|and|you|by|with)(?: (?:to|not forget to))?(?= )",
    rf"{_YOU} (?:should|could|can|must|need to|have to|ought to|may|might|shall|better|had better){_ABLE}",
    r"(?:let us|lets|let me)(?: (?:just|please|maybe|also|now|try to|try and|go ahead and|start by|say))*",
    r"help me(?: to| out and)?",
    rf"(?:is|would|might) it (?:be )?(?:asking|to ask)? ?too much(?: trouble| work)? (?:of {_YOU} )?to",
    r"(?:may|might|could|can) i (?:trouble|bother|ask|beg|request) you (?:to|for)",
    r"(?:dear|esteemed|respected) (?:\w+ ){1,3}?,",
    r"on (?:second thoughts?|reflection) ,",
    r"i (?:demand|insist|request|suggest|propose|recommend|say)(?: that)?(?: you)?",
    r"(?:this|the) (?:photo|picture|image) (?:needs|wants) (?:you )?to",
    r"for (?:the|our|my|this|a|his|her) (?:\w+ )?(?:brochure|website|web site|site|catalog(?:ue)?|flyer|album|client"
    r"|presentation|newsletter|blog|report|cover|campaign|listing|portfolio|article|slideshow|exhibition|contest"
    r"|project|customer|editor|boss|print|ad|calendar|magazine|shop|school)(?: ,)?(?= )",
)
_PAST = re.compile(r"(?:if|mind|when)(?: it)?(?: you| we| i| u)?$|you$|prefer$")
_TAIL = (
    r"(?:please|pls|thanks(?: (?:a lot|so much|in advance|very much|mate|a million|a bunch))?|thank you(?: (?:so much"
    r"|very much|in advance|a lot|kindly|ever so much|most kindly))?|(?:yours (?:faithfully|sincerely|truly)"
    r"|(?:kind|best) regards)\b.*|full stop|(?:, )only (?:that|this|it)|many thanks|cheers|for me|for us"
    r"|if (?:you (?:can|could|would|like|please"
    r"|do not mind|get a chance|have time)|possible|(?:that|it) is (?:ok|okay|possible|alright|fine|not too much"
    r" trouble)|at all possible)|(?:would|will|could|can) you(?: please)?|ok|okay|right now|asap|as well|too|also"
    r"|(?<!up to )(?<!until )(?<!till )now"
    r"|tbh|lol|haha|already|anyway|after all|for good|, (?:mate|dude|buddy|bro|man|sir|guys)|completely"
    r"|entirely|altogether|kindly|(?<!the )first|instead"
    r"|at once|quickly|, (?:go for it|do it|go ahead|make it so|let us do it|just do it|do that|please do|try it|do so"
    r"|you can do it|get to it|off you go|chop chop|what do you (?:think|say)|can you do that|is that possible)"
    r"|for god sake|for (?:god|heaven|pete) 's sake|while (?:you|we) are at it"
    r"|when you (?:have|get)(?: a)? (?:time|chance|moment|sec|second|minute)"
    r"|do you think|as soon as possible|once and for all|for a change|i think|i guess"
    r"|i suppose|if i may ask|(?:, )(?:right|yeah|yes|no|alright|huh|eh|hm+)|that would be (?:\w+ )?"
    rf"{_NICE}|(?:that|this) is all(?: i (?:want|need))?|nothing else|and nothing else|nothing more"
    rf"|and that is (?:it|all)|(?:, )?for (?:\w+ ){{0,2}}(?:reasons?|purposes)(?: of \w+)?"
    r"|, for (?:privacy|safety|clarity))"
)
_INNER = (
    r"(?<!\ba )(?<!\bsome )(?<!\bany )(?<!\bwhat )(?<!\bthis )(?<!\bthat )(?<!\bthe )(?<!\bevery )(?<!\ball )"
    r"\b(?:sort|kind) of\b",
    r", if (?:it is|that is) not too much (?:trouble|bother|hassle|to ask|work)(?=,| ,)",
    r", if (?:i may|i might|i could|you would be so kind|you would not mind|that is (?:ok|okay|alright|all right"
    r"|possible))(?=,| ,)",
    r", (?:um+|uh+|hm+|er+|like|you know|i guess|i think|i mean|if possible|if you (?:can|could|would|please"
    r"|do not mind)"
    r"|please|maybe|perhaps|say|yeah|uh huh|well|ok|okay|so)(?=,| ,)",
    r"\b(?:pretty please|um+|uh+m?|hm+|erm|somehow|basically|literally|kinda|sorta|please|kindly|pls|omg|tbh"
    r"|lol|imho|imo)\b",
)


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>{'|'.join(_LEADS)})(?= |$)(?: ,)? ?")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:^| ){_TAIL}|(?<=er) again)$")


@cache
def _inner() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _INNER))


def is_wrapper(text: str) -> bool:
    """Whether the words say nothing by themselves (`while (?:you|we) are at it`)."""
    return re.fullmatch(_CALL, text) is not None


def unwrapped(text: str) -> tuple[str, bool]:
    """The words without what is said around them, and whether they were left in the past (`if you removed …`)."""
    text, past = _strip(" ".join(_inner().sub(" ", text).split())), False
    while (match := _lead().match(text)) and match.end() < len(text) and _CANNOT.match(text) is None:
        past = _PAST.search(match.group("lead")) is not None
        text = _strip(text[match.end() :])
    while (match := _tail().search(text)) and match.start() > 0:
        text = _strip(text[: match.start()])
    return text, past


_CANNOT = re.compile(r"(?:i|we) can not (?:stand|bear|abide|tolerate|take|see)\b")
"""A complaint, and no wrapper before `not`."""


def _strip(text: str) -> str:
    return text.strip(" ,.!?:-")
