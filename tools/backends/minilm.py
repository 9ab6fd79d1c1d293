"""all-MiniLM-L6-v2 (Wang et al., NeurIPS 2020; Reimers and Gurevych, EMNLP 2019) as int8 ONNX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .onnx_session import open_session

MODEL = "minilm-l6-v2-int8.onnx"
TOKENIZER = "minilm-l6-v2-tokenizer.json"
DIMENSIONS = 384
LONGEST = 256
BATCH = 64


class MiniLm:
    """A `TextEncoder`: 384 numbers a text, the mean of its tokens' vectors, of length 1. Texts over 256 tokens are cut.

    A text's vector does not depend on the texts beside it.
    """

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `TextEncoder.encode`: N×384."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        by_length = sorted(range(len(texts)), key=lambda index: (len(texts[index]), texts[index]))
        for start in range(0, len(by_length), BATCH):
            chosen = by_length[start : start + BATCH]
            out[chosen] = self._vectors([texts[index] for index in chosen])
        return out

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(texts)
        ids, mask, kinds = (
            np.array([getattr(one, name) for one in encoded], np.int64)
            for name in ("ids", "attention_mask", "type_ids")
        )
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        (states,) = self._session.run(["last_hidden_state"], feed)
        mean = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def load(context: Any) -> MiniLm:
    """Model and tokenizer from `context.weights`."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(context.weights[TOKENIZER]))
    tokenizer.enable_truncation(max_length=LONGEST)
    tokenizer.enable_padding()
    return MiniLm(open_session(context.weights[MODEL]), tokenizer)
