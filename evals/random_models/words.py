"""Tokenizers made up on the spot: every letter is a token, so that any words can be asked."""

from __future__ import annotations

import json
from pathlib import Path
from string import ascii_letters, ascii_lowercase, digits, punctuation
from typing import Any

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
    tokenizer = clip_tokenizer(longest)
    tokenizer.save_pretrained(folder)
    return len(tokenizer)


def clip_tokenizer(longest: int) -> Any:
    """CLIP's kind: `longest` tokens at most."""
    from transformers import CLIPTokenizer

    signs = [*ascii_lowercase, *digits, *punctuation]
    tokens = [*signs, *(f"{sign}</w>" for sign in signs), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: at for at, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=longest)


def t5_tokenizer(longest: int) -> Any:
    """T5's kind: pieces of a unigram model."""
    from transformers import T5Tokenizer

    signs = ["\u2581", *ascii_letters, *digits, *punctuation]
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((sign, -2.0) for sign in signs)]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=longest)


def qwen_tokenizer(longest: int) -> Any:
    """Qwen's kind: byte pairs, where a space is Ġ and a new line Ċ."""
    from transformers import Qwen2Tokenizer

    signs = [*ascii_letters, *digits, *punctuation, "\u0120", "\u010a"]
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]
    marks.append("<|video_pad|>")
    vocabulary = {token: at for at, token in enumerate([*signs, *marks])}
    return Qwen2Tokenizer(vocab=vocabulary, merges=[], model_max_length=longest, extra_special_tokens=marks[1:])


def write_json(file: Path, data: object) -> None:
    file.write_text(json.dumps(data, indent=1), "utf-8")
