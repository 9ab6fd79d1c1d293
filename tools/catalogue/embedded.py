"""The embedded toolset: small real models that package registries carry. Memory is what a process grew by."""

from __future__ import annotations

from types import MappingProxyType

from ..specs import BackendSpec, Toolset

_MODULES = "scenewright.tools.backends"
_MB = 2**20
_OURS = "Apache-2.0"


ROWS = (
    BackendSpec(
        name="ssd-mobilenet-v2",
        port="detector",
        factory=f"{_MODULES}.ssd_mobilenet:load",
        version="1",
        requires=("cv2",),
        weights=("ssd-mobilenet-v2-coco.pb", "ssd-mobilenet-v2-coco.pbtxt"),
        licence="Apache-2.0",
        memory=200 * _MB,
    ),
    BackendSpec(
        name="candidates",
        port="grounder",
        factory=f"{_MODULES}.candidates:load",
        version="2",
        licence=_OURS,
    ),
    BackendSpec(
        name="mobilesam",
        port="segmenter",
        factory=f"{_MODULES}.mobilesam:load",
        version="2",
        requires=("onnxruntime", "cv2"),
        weights=("mobilesam-encoder.onnx", "mobilesam-decoder.onnx"),
        licence="Apache-2.0",
        memory=560 * _MB,
    ),
    BackendSpec(
        name="efficientnet-lite3",
        port="tagger",
        factory=f"{_MODULES}.efficientnet:load",
        version="1",
        requires=("ai_edge_litert",),
        weights=("efficientnet-lite3.tflite", "efficientnet-lite3-labels.txt"),
        licence="Apache-2.0",
        memory=30 * _MB,
    ),
    BackendSpec(
        name="minilm",
        port="text_encoder",
        factory=f"{_MODULES}.minilm:load",
        version="1",
        requires=("onnxruntime", "tokenizers"),
        weights=("minilm-l6-v2-int8.onnx", "minilm-l6-v2-tokenizer.json"),
        licence="Apache-2.0",
        memory=165 * _MB,
    ),
    BackendSpec(
        name="migan",
        port="inpainter",
        factory=f"{_MODULES}.migan:load",
        version="2",
        requires=("onnxruntime", "cv2"),
        weights=("migan-512-places2.onnx",),
        licence="MIT",
        memory=850 * _MB,
        capabilities=frozenset({"generative"}),
    ),
    BackendSpec(
        name="patchmatch",
        port="inpainter",
        factory=f"{_MODULES}.patchmatch:load",
        version="1",
        requires=("patchmatch",),
        licence="MIT",
        memory=55 * _MB,
    ),
    BackendSpec(
        name="fill",
        port="inpainter",
        factory=f"{_MODULES}.fill:load",
        version="2",
        requires=("onnxruntime", "cv2", "patchmatch"),
        weights=("migan-512-places2.onnx",),
        licence="MIT",
        memory=900 * _MB,
        capabilities=frozenset({"generative"}),
    ),
    BackendSpec(
        name="tone-poisson",
        port="harmonizer",
        factory=f"{_MODULES}.tone_poisson:load",
        version="1",
        requires=("cv2",),
        licence=_OURS,
    ),
    BackendSpec(
        name="ppocr-v6",
        port="text_reader",
        factory=f"{_MODULES}.ppocr:load",
        version="1",
        requires=("onnxruntime", "cv2"),
        weights=("ppocrv6-det-small.onnx", "ppocrv6-rec-small.onnx"),
        licence="Apache-2.0",
        memory=220 * _MB,
    ),
    BackendSpec(
        name="lettering",
        port="text_writer",
        factory=f"{_MODULES}.lettering:load",
        version="1",
        requires=("cv2", "PIL"),
        weights=(
            "arimo-regular.ttf",
            "arimo-bold.ttf",
            "tinos-regular.ttf",
            "tinos-bold.ttf",
            "roboto-condensed-regular.ttf",
            "roboto-condensed-bold.ttf",
            "cousine-regular.ttf",
            "cousine-bold.ttf",
            "anton-regular.ttf",
        ),
        licence="OFL-1.1",
        memory=10 * _MB,
    ),
    BackendSpec(
        name="mediapipe-faces",
        port="face_detector",
        factory=f"{_MODULES}.mediapipe_faces:load",
        version="1",
        requires=("ai_edge_litert", "cv2"),
        weights=("blazeface-back.tflite", "blazeface-full-range.tflite", "face-mesh.tflite", "iris.tflite"),
        licence="Apache-2.0",
        memory=40 * _MB,
    ),
    BackendSpec(
        name="stuff",
        port="scene_parser",
        factory=f"{_MODULES}.stuff_parser:load",
        version="1",
        requires=("ai_edge_litert", "cv2"),
        weights=("efficientnet-lite3.tflite",),
        licence="Apache-2.0",
        memory=90 * _MB,
    ),
    BackendSpec(
        name="u2net-p",
        port="subject_finder",
        factory=f"{_MODULES}.u2net:load",
        version="1",
        requires=("onnxruntime", "cv2"),
        weights=("u2netp.onnx",),
        licence="Apache-2.0",
        memory=95 * _MB,
    ),
)

EMBEDDED = Toolset(
    "embedded",
    MappingProxyType(
        {
            "detector": "ssd-mobilenet-v2",
            "grounder": "candidates",
            "segmenter": "mobilesam",
            "tagger": "efficientnet-lite3",
            "text_encoder": "minilm",
            "inpainter": "fill",
            "harmonizer": "tone-poisson",
            "text_reader": "ppocr-v6",
            "text_writer": "lettering",
            "face_detector": "mediapipe-faces",
            "scene_parser": "stuff",
            "subject_finder": "u2net-p",
        }
    ),
)
