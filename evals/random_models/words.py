"""Tokenizers made up on the spot: every letter is a token, so that any words can be asked."""

from __future__ import annotations

import json
from pathlib import Path
from string import ascii_lowercase, digits, punctuation

PLACES = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103, ".": 1012, "?": 1029}
"""Where BERT has its marks and stops: transformers' GroundingDINO knows them by these numbers."""


def save_bert_tokenizer(folder: Path) -> int:
    """A WordPiece tokenizer of letters, digits and signs, lower case; returns how many tokens it knows."""
    from transformers import BertTokenizer

    signs = [*ascii_lowercase, *digits, *punctuation]
    others = [sign for sign in (*signs, *(f"##{sign}" for sign in signs)) if sign not in PLACES]
    vocabulary = {at: token for token, at in PLACES.items()}
    vocabulary |= dict(zip((at for at in range(200, 1000) if at not in vocabulary), others, strict=False))
    size = max(vocabulary) + 1
    tokens = {vocabulary.get(at, f"[unused{at}]"): at for at in range(size)}
    BertTokenizer(vocab=tokens, do_lower_case=True).save_pretrained(folder)
    return size


def save_clip_tokenizer(folder: Path, longest: int) -> int:
    """A byte-pair tokenizer without merges, `longest` tokens at most; returns how many tokens it knows."""
    from transformers import CLIPTokenizer

    signs = [*ascii_lowercase, *digits, *punctuation]
    tokens = [*signs, *(f"{sign}</w>" for sign in signs), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: at for at, token in enumerate(tokens)}
    CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=longest).save_pretrained(folder)
    return len(vocabulary)


def write_json(file: Path, data: object) -> None:
    file.write_text(json.dumps(data, indent=1), "utf-8")
