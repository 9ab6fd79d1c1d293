"""Words that refer: the picture and its background, pronouns, copies, the rest, and phrases that are cut short."""

from __future__ import annotations

import re

from ..words.patterns import Rule

PICTURE = re.compile(
    r"(?:the |this |that |my |our |your |whole |entire |full |overall |all of |all "
    r"|complete )*(?:photo(?:graph)?|picture|image|shot|scene|everything|whole thing|pic|canvas|selfie"
    r"|entire thing|colors of the (?:photo|picture|image)|it all)(?: itself| as a whole)?"
)
BACKGROUND = re.compile(
    r"(?:the |this |my |its |whole |entire |all |of )*(?:background|backdrop)(?: of (?:the |this "
    r"|my )?(?:photo|picture|image|scene))?"
)
COMPLETE = re.compile(rf"{BACKGROUND.pattern}|{PICTURE.pattern}")
REST = Rule(
    r"^(?:(?:all )?(?:the |all )?(?:rest|remainder|others|other ones|remaining ones)|the ones (?:that are )?left)"
    r"(?: of (?:them|these|those))?$"
)
PRONOUN = Rule(
    r"(?:it|them|him|her|that|those|this|these|they|he|she|that one|this one|these ones|the same(?: one"
    r"| thing)?|the thing|this thing|that thing|those ones|the one|itself|both|both of them|all of them"
    r"|each of them)"
)
ONE = frozenset(["it", "that", "this", "him", "her", "he", "she", "that one", "this one", "the thing", "that thing"])
"""Pronouns that mean one thing."""
COPY = Rule(
    r"(?:the |that |this |my |both |all |these |those )+(?:(?:new |second )?(?:copy|copies|doubles?|twin|duplicates?"
    r"|clones?|replica)|(?:new|added|copied|duplicated) (?:one|ones|thing))(?: of (?:it|them|the .+))?"
)
APPOSED = Rule(r"(?:the|that) (?:\w+ )?one\b")
BOTH = ("both the ", "both my ", "both that ", "both this ", "both a ")
SOMEBODY = {"she": "the woman", "her": "the woman", "he": "the man", "him": "the man"}
OWN = {"hers": "the woman", "his": "the man"}
CUT_SHORT = Rule(r" (?:(?:that|which|who) (?:is|are|was|were)(?: not)?|which|who|whose|and|or|than)$| , (?:i|we) \w+ ")
"""What a phrase cannot end with: more was said of the thing."""
EXCEPT = Rule(
    r",? (?:except(?: for| from)?|but(?! (?:keep|leave))(?: not)?|other than|apart from|besides|excluding"
    r"|save for|aside from|, not|and not|but keep|but leave|leaving"
    r"|(?<!\bis )(?<!\bare )keeping"
    r"|minus|barring|less the|sans|not counting|not including|with the exception of|bar(?= (?:the|my|that)\b)) "
)
AND = re.compile(
    r"\s*,?\s*(?:and )?(?:then|after that|afterwards|thereafter|next|finally|lastly|followed by)\s+(?!to\b)"
    r"|\s*,\s*and also\s+|\s*,\s*and\s+|\s*,\s*|\s+and also\s+|\s+and\s+|\s+as well as\s+"
    r"|\s+plus\s+|\s+along with\s+|\s+together with\s+"
)
SAYING = Rule(
    r"(?:the |all (?:the )?|every |any )?(?:(?:words?|text|letters|lettering|inscription) )?quote\d+"
    r"|(?:the |this |that |a )?[\w-]+ (?:(?:that|which) (?:says|reads)|saying|reading|with the (?:words?|text))"
    r" quote\d+"
)
"""Words in the picture, or what they stand on: looked for when the action runs."""
