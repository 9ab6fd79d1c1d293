"""groundingdino-py on transformers 5: its text encoder's wrapper, and building it without asking a hub.

The package takes three methods of transformers' `BertModel` that are gone since transformers 5 (masks for attention and
heads), and fetches BERT's weights although its own checkpoints hold them. Both are replaced here, with the same outputs
bit for bit as the original on transformers 4.57 gave.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from .torchvision_repair import repair as repair_torchvision

_LOCK = threading.Lock()


def repair() -> None:
    """Put the replacements into the package's modules. Doing so twice changes nothing."""
    repair_torchvision()
    with _LOCK:
        import groundingdino.models.GroundingDINO.bertwarper as bertwarper
        import groundingdino.models.GroundingDINO.groundingdino as network
        import groundingdino.util.get_tokenlizer as opening

        if network.BertModelWarper.__module__ != __name__:
            bertwarper.BertModelWarper = network.BertModelWarper = _wrapper()
            opening.get_tokenlizer, opening.get_pretrained_language_model = _tokenizer, _empty_bert


def _tokenizer(folder: Any) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(Path(folder), local_files_only=True)


def _empty_bert(folder: Any) -> Any:
    """BERT without weights: they come with the checkpoint."""
    from transformers import BertConfig, BertModel

    return BertModel(BertConfig.from_pretrained(Path(folder), local_files_only=True))


def _wrapper() -> Any:
    import torch

    class BertModelWarper(torch.nn.Module):
        """BERT whose words see only what the mask (batch×words×words, 1 where they may) lets them see."""

        def __init__(self, bert_model: Any) -> None:
            super().__init__()
            self.config = bert_model.config
            self.embeddings, self.encoder, self.pooler = bert_model.embeddings, bert_model.encoder, bert_model.pooler

        def forward(
            self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None, position_ids: Any = None
        ) -> dict[str, Any]:
            embedded = self.embeddings(input_ids=input_ids, token_type_ids=token_type_ids, position_ids=position_ids)
            seen = attention_mask[:, None] if attention_mask.dim() == 3 else attention_mask[:, None, None]
            hidden = (1.0 - seen.to(embedded.dtype)) * torch.finfo(embedded.dtype).min
            words = self.encoder(embedded, attention_mask=hidden)[0]
            return {"last_hidden_state": words, "pooler_output": self.pooler(words)}

    BertModelWarper.__module__ = __name__
    return BertModelWarper
