"""C2PA manifests (content credentials, https://c2pa.org) in saved pictures, with the `c2pa` extra.

Signed with a certificate that settings name, or with one that this machine makes for itself: that proves only that the
file was not changed since, not who made it, and readers say that they do not know the signer.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from ...scene.files import write_whole
from ...scene.provenance import Provenance, Step
from ...tools.errors import MissingRequirement
from ..errors import BadInput
from ..sessions.blobs import private_folder
from ..sessions.trouble import in_folder

COMMAND = 'pip install "scenewright[c2pa]"'
YEARS = 10
_ACTIONS = {
    "adjust": "c2pa.color_adjustments",
    "recolor": "c2pa.color_adjustments",
    "restyle": "c2pa.filtered",
    "obscure": "c2pa.filtered",
}
"""C2PA's words for verbs; for all others it has only `edited`."""
_NO_THUMBNAILS = {"builder": {"thumbnail": {"enabled": False}}}
"""One of the photo would show what was removed or hidden."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs: PEM certificates, the signer's first, the key, and C2PA's name of the algorithm."""

    certificates: bytes
    key: bytes
    algorithm: str = "es256"


def sign(data: bytes, mime: str, provenance: Provenance, photo: bytes, identity: Identity) -> bytes:
    """The picture's file with a signed manifest; its pixels are untouched. `photo` is the unedited one as a PNG file:
    it is named as what was opened, and nothing of it is kept but its hash.

    Raises MissingRequirement without the extra, and BadInput for a certificate and key that cannot sign.
    """
    c2pa = _library()
    out = BytesIO()
    try:
        info = c2pa.C2paSignerInfo(
            alg=identity.algorithm.encode(), sign_cert=identity.certificates, private_key=identity.key, ta_url=None
        )
        context = c2pa.Context(settings=c2pa.Settings.from_json(json.dumps(_NO_THUMBNAILS)))
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder.from_json(_manifest(provenance), context) as builder:
            opened = {"title": "photo", "relationship": "parentOf", "label": "photo"}
            builder.add_ingredient(opened, "image/png", BytesIO(photo))
            builder.sign(signer, mime, BytesIO(data), out)
    except c2pa.C2paError as error:
        raise BadInput(f"the picture cannot be signed ({error}); look at provenance.certificate and .key") from error
    return out.getvalue()


def _manifest(provenance: Provenance) -> dict[str, Any]:
    name, _, number = provenance.program.partition(" ")
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["photo"]}}
    actions = [opened, *(_action(step, provenance) for step in provenance.steps)]
    return {
        "claim_generator_info": [{"name": name, "version": number}],
        "title": "picture",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }


def _action(step: Step, provenance: Provenance) -> dict[str, Any]:
    alone = Provenance(provenance.program, (step,), provenance.declared, provenance.photo)
    return {
        "action": _ACTIONS.get(step.verb, "c2pa.edited"),
        "description": step.verb,
        "softwareAgent": {"name": ", ".join(step.tools) or provenance.program},
        "digitalSourceType": alone.source_type,
    }


def identity_from(certificate: Path | None, key: Path | None, algorithm: str, home: Path) -> Identity:
    """The named certificate and key, or those this machine made for itself (now, where there are none yet)."""
    if certificate is None and key is None:
        return _own(home / "credentials")
    if certificate is None or key is None:
        raise BadInput("to sign, provenance.certificate and provenance.key are named both, or neither")
    return Identity(_read(certificate), _read(key), algorithm)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"a certificate and a key (PEM) are needed, but {file}: {error.strerror}") from None
    except ValueError as error:
        raise BadInput(f"a certificate and a key (PEM) are needed, but {str(file)!r} names no file: {error}") from None


def _own(folder: Path) -> Identity:
    """Both lie in one file: there is never one without the other."""
    file = folder / "self-made.pem"
    with in_folder(folder.parent):
        if not file.exists():
            _library()
            private_folder(folder)
            write_whole(file, _make())
            os.chmod(file, 0o600)
        data = file.read_bytes()
    key, mark, certificates = data.partition(b"-----BEGIN CERTIFICATE-----")
    return Identity(mark + certificates, key)


def _make() -> bytes:
    """A new key and its certificate with the root it hangs on, whose key is thrown away."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    certificates = [_certificate("signer", own, root, False), _certificate("root", root, root, True)]
    key = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def _certificate(name: str, key: Any, issuer: Any, root: bool) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID

    uses = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("root"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not root, key_cert_sign=root, crl_sign=root, **uses), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
    )
    if not root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        certificate = certificate.add_extension(purpose, critical=False)
    return certificate.sign(issuer, SHA256())


def _name(role: str) -> Any:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "scenewright, self-made on this machine")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, f"self-made {role}")])


def _library() -> Any:
    if find_spec("c2pa") is None:
        raise MissingRequirement("the C2PA library", COMMAND)
    import c2pa

    return c2pa
