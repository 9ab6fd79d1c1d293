"""`scenewright weights`: the model files of this machine, and the models of hubs in named sets."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import options
from ..errors import Exit, WrongInput
from ..output import note, print_json

if TYPE_CHECKING:
    from ....tools.catalogue.sets import Licence, WeightSet
    from ....tools.specs import BackendSpec
    from ....tools.weights import WeightStatus

_LICENCE = click.option(
    "--license", "licence", type=click.Choice(["any", "commercial"]), default="any", help=texts.LICENCE_HELP
)


@click.group(help=texts.COMMAND_HELP["weights"])
def weights() -> None:
    pass


@weights.command("list", help="The files there are, where they come from, and whether they are here.")
@click.option("--sets", is_flag=True, help=texts.SETS_HELP)
@_LICENCE
@options.as_json
def list_(sets: bool, licence: Licence, as_json: bool) -> int:
    from ....tools.weights import WeightCache

    if sets:
        _tell_sets(licence, as_json)
    else:
        _tell(WeightCache().status(), as_json)
    return Exit.DONE


@weights.command(help="Fetch what is not here (or only the files, sets or back-ends named); what has arrived is kept.")
@click.argument("names", nargs=-1)
@_LICENCE
def download(names: tuple[str, ...], licence: Licence) -> int:
    from ....tools.weights import TextProgress, WeightCache

    cache = WeightCache()
    known = {status.file.name for status in cache.status()}
    files, rows = [name for name in names if name in known], _rows([name for name in names if name not in known])
    rows = _allowed(rows, licence)
    if files or not names:
        cache.download(tuple(files) or None, TextProgress(sys.stderr))
        note(f"the weights are in {cache.root}")
    _fetch(rows)
    return Exit.DONE


def _rows(names: Sequence[str]) -> tuple[BackendSpec, ...]:
    """The rows that sets or back-ends of these names have, one for each model. WrongInput lists the choices."""
    from ....tools.catalogue.sets import SETS, without_twins
    from ....tools.registry import backend, backends

    rows: list[BackendSpec] = []
    sets = {one.name: one for one in SETS}
    own = {spec.name: spec for spec in backends() if spec.model is not None}
    for name in names:
        if name in sets:
            rows += [backend(port, row) for port, row in sets[name].rows]
        elif name in own:
            rows.append(own[name])
        else:
            wrong = texts.NO_SUCH_WEIGHTS.format(name=name, sets=", ".join(sets), rows=", ".join(own))
            raise WrongInput(wrong)
    return without_twins(_with_settings(spec) for spec in rows)


def _with_settings(spec: BackendSpec) -> BackendSpec:
    """The row with the model that settings put in the place of its own."""
    from dataclasses import replace

    from ....agent.setup.settings import Settings

    return replace(spec, model=Settings.load().checkpoints.get(spec.name, spec.model))


def _allowed(rows: Sequence[BackendSpec], licence: Licence) -> tuple[BackendSpec, ...]:
    from ....tools.catalogue.sets import allowed

    kept = tuple(spec for spec in rows if allowed(spec, licence))
    names = ", ".join(f"{spec.name} ({spec.licence or '?'})" for spec in rows if spec not in kept)
    if rows and not kept:
        raise WrongInput(texts.NOTHING_LEFT.format(names=names))
    if names:
        note(texts.LEFT_OUT.format(names=names))
    return kept


def _fetch(rows: Sequence[BackendSpec]) -> None:
    from ....tools.weights.models import fetch

    for spec in rows:
        assert spec.model is not None
        note(f"{spec.name}: {spec.model.name}{_size(spec.model.bytes)} ({spec.licence or 'licence not read'})")
        here = fetch(spec.model)
        note(f"  {here.bytes / 1e9:.2f} GB of weights in {here.place}")


@weights.command(help="Read every byte of the files here and compare them with the manifest.")
@click.argument("names", nargs=-1)
@options.as_json
def verify(names: tuple[str, ...], as_json: bool) -> int:
    from ....tools.errors import DOWNLOAD_COMMAND
    from ....tools.weights import WeightCache

    found = WeightCache().verify(names or None)
    _tell(found, as_json)
    good = all(status.state == "present" for status in found)
    if not good:
        note(f"to fetch what is missing or damaged, run: {DOWNLOAD_COMMAND}")
    return Exit.DONE if good else Exit.NEEDS_INSTALL


def _tell_sets(licence: Licence, as_json: bool) -> None:
    from ....tools.catalogue.sets import SETS

    found = [(one, _models(one, licence)) for one in SETS]
    if as_json:
        print_json({"sets": [{"name": one.name, "about": one.about, "models": models} for one, models in found]})
        return
    for one, models in found:
        click.echo(f"{one.name}: {one.about}")
        for model in models:
            size = f"{model['bytes'] / 1e9:6.1f} GB" if model["bytes"] else "     ? GB"
            run = "" if model["run"] else ", not run with real weights"
            terms = f"{model['licence'] or 'licence not read'}{run}"
            click.echo(f"  {model['state']:<8} {size}  {model['backend']}  {model['model']}  ({terms})")


def _models(one: WeightSet, licence: Licence) -> list[dict[str, Any]]:
    from ....tools.catalogue.sets import allowed
    from ....tools.registry import backend

    rows = [_with_settings(backend(port, name)) for port, name in one.rows]
    return [_model(spec) for spec in rows if allowed(spec, licence)]


def _model(spec: BackendSpec) -> dict[str, Any]:
    from ....tools.weights.models import found

    assert spec.model is not None
    here = found(spec.model)
    return {
        "port": spec.port,
        "backend": spec.name,
        "model": spec.model.name,
        "revision": spec.model.revision,
        "state": "present" if here else "absent",
        "bytes": here.bytes if here else spec.model.bytes,
        "licence": spec.model.licence,
        "commercial": spec.model.commercial,
        "run": spec.model.run,
    }


def _size(count: int | None) -> str:
    return f", {count / 1e9:.1f} GB" if count else ", size not read"


def _tell(found: tuple[WeightStatus, ...], as_json: bool) -> None:
    if as_json:
        print_json({"weights": [_row(status) for status in found]})
        return
    for status in found:
        size = f"{status.file.bytes / 1e6:7.1f} MB" if status.file.bytes else "       ? MB"
        click.echo(f"{status.state:<8} {size}  {status.file.name}  ({status.file.licence})")


def _row(status: WeightStatus) -> dict[str, object]:
    file = status.file
    return {
        "name": file.name,
        "state": status.state,
        "path": str(status.path),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "licence": file.licence,
        "sources": [str(source) for source in file.sources],
    }
