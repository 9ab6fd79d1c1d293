"""Reports of runs: tables and charts with intervals, contact sheets, comparisons, and votes of people."""

from __future__ import annotations

from .comparison import Comparison, compare
from .content import Part, Report, report
from .voted import Ballot
from .voted import read as read_votes
from .votes import make as make_votes
from .writing import markdown, write

__all__ = [
    "Ballot",
    "Comparison",
    "Part",
    "Report",
    "compare",
    "make_votes",
    "markdown",
    "read_votes",
    "report",
    "write",
]
