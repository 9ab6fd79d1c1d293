"""What `scenewright bench turn` compares with: detect, segment, fill and save in a plain script, no agent around it."""

import sys
import time
from typing import Any

import cv2
import numpy as np
import onnxruntime
from PIL import Image

MEAN, STD = np.array([[123.675, 116.28, 103.53], [58.395, 57.12, 57.375]], np.float32)
CORNERS = np.array([[2, 3]], np.float32)


def load(threads: int, graph: str, text: str, *networks: str) -> list[Any]:
    cv2.setNumThreads(threads)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    sessions = [onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"]) for path in networks]
    return [cv2.dnn.readNetFromTensorflow(graph, text), *sessions]


def detect(net: Any, photo: Any, number: int) -> Any:
    net.setInput(cv2.dnn.blobFromImage(cv2.resize(photo, (300, 300), interpolation=cv2.INTER_AREA)))
    best = max((row for row in net.forward().reshape(-1, 7) if int(row[1]) == number), key=lambda row: row[2])
    return best[3:].clip(0, 1) * np.tile(photo.shape[1::-1], 2)


def segment(encoder: Any, decoder: Any, photo: Any, box: Any) -> Any:
    height, width = photo.shape[:2]
    scale = 1024 / max(height, width)
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((1, 3, 1024, 1024), np.float32)
    canvas[0, :, : small.shape[0], : small.shape[1]] = ((small - MEAN) / STD).transpose(2, 0, 1)
    feed = {"image_embeddings": encoder.run(None, {"input": canvas})[0]}
    feed |= {"point_coords": np.array(box * scale, np.float32).reshape(1, 2, 2), "point_labels": CORNERS}
    feed |= {"mask_input": np.zeros((1, 1, 256, 256), np.float32), "has_mask_input": np.zeros(1, np.float32)}
    return decoder.run(None, feed | {"orig_im_size": np.array([height, width], np.float32)})[0][0, 0] > 0


def fill(migan: Any, photo: Any, mask: Any) -> Any:
    hole = cv2.dilate(mask.astype(np.uint8), np.ones((13, 13), np.uint8))
    image, keep = np.ascontiguousarray(photo.transpose(2, 0, 1)[None]), np.where(hole, 0, 255).astype(np.uint8)
    return migan.run(None, {"image": image, "mask": keep[None, None]})[0][0].transpose(1, 2, 0)


def edit(models: list[Any], photo: Any, number: int) -> tuple[Any, float]:
    started = time.perf_counter()
    mask = segment(models[1], models[2], photo, detect(models[0], photo, number))
    return fill(models[3], photo, mask), time.perf_counter() - started


if __name__ == "__main__":
    source, number, out, threads, *weights = sys.argv[1:]
    result, seconds = edit(load(int(threads), *weights), np.array(Image.open(source).convert("RGB")), int(number))
    Image.fromarray(result).save(out)
    print(seconds)
