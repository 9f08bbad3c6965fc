"""A publication as a data package: what its files are, what its tables show, and how to read them back.

`datapackage.json` follows the Data Package standard of Frictionless Data (https://datapackage.org, version 1): the tidy
figures are a tabular resource with a schema, all other files are resources with their sizes and hashes. What the
standard has no word for stands under `timediary`: the policy, and of each table its conditions, rows and columns.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.model.formulas import restored
from timediary.model.line import LineKind
from timediary.model.problem import TimediaryError
from timediary.model.table import HIDDEN_BASE
from timediary.protect.audit import PublishedTable
from timediary.run_folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.disclosure import Protection
    from timediary.model.study import Grouping
    from timediary.model.table import Table

FILE = PACKAGE
FIGURES = "tables.csv"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9._-]+")
_NUMBERS = ("estimate", "hours", "se", "low", "high", "cv", "deff")
_TITLES = {
    "table": "Table",
    "row": "Row, by its id",
    "row_label": "Row",
    "column": "Column, by its id",
    "column_label": "Column",
    "estimate": "Share as a fraction, or hours in a row of hours",
    "base": "Respondents, rounded",
    "hours": "Hours in the cell; left out of what is published",
    "status": "Why a figure is not to be taken as it stands; suppressed where it is hidden",
    "se": "Standard error",
    "low": "Lower limit of the 95% interval",
    "high": "Upper limit of the 95% interval",
    "cv": "Coefficient of variation",
    "deff": "Design effect",
}


def package_of(
    title: str,
    sources: Sequence[str],
    tables: Sequence[tuple[tuple[str, ...], Table]],
    grouping: Grouping | None,
    protection: Protection,
    contents: Mapping[str, bytes],
) -> bytes:
    """The data package of a publication, as JSON.

    Args:
        title: of the publication.
        sources: where its figures come from, and its definitions.
        tables: the protected tables of shares, each with the attributes that make its columns.
        grouping: their rows; None where there are no tables of shares by attributes.
        protection: the rules of the publication, and whom it is about.
        contents: its files by name.
    """
    described = {
        "profile": "data-package",
        "name": "timediary-publication",
        "title": title,
        "description": "Shares of recorded working time. Figures about single people are left out.",
        **({"sources": [{"title": source} for source in sources]} if sources else {}),
        "resources": _resources(contents),
        "timediary": {
            "policy": protection.policy._asdict(),
            "where": list(protection.where),
            "aspect": protection.aspect,
            "weight": protection.weight,
            "grouping": {} if grouping is None else {id_: list(codes) for id_, codes in _rows(grouping).items()},
            "tables": [_described(by, table) for by, table in tables],
        },
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def published_table(by: tuple[str, ...], table: Table, grouping: Grouping, protection: Protection) -> PublishedTable:
    """A protected table as a reader will see it, before it is written."""
    return PublishedTable(
        name=table.id,
        where=protection.where,
        rows=_rows(grouping),
        columns=_described(by, table)["columns"],
        decimals=table.decimals,
        shares=table.estimate,
        hours=table.column_hours,
        bases=np.where(table.base[0] == HIDDEN_BASE, np.nan, table.base[0]),
        round_hours=protection.policy.round_hours,
        round_bases=protection.policy.round_bases,
    )


def read_package(folder: Path) -> tuple[list[PublishedTable], dict[str, Any]]:
    """The published tables of a folder, and what it says of itself.

    Raises:
        TimediaryError: it has no data package of ours, or a file is missing, was changed since or can't be read.
    """
    about = _about(folder)
    if not about["timediary"].get("tables"):
        raise TimediaryError(
            f"{folder} has no tables of shares by attributes, which are all that an audit reads from files. Its tables "
            "were attacked when they were made."
        )
    for resource in about["resources"]:
        path = folder / str(resource["path"])
        try:
            content = path.read_bytes()
        except OSError:
            raise TimediaryError(
                f"{path} is missing, though {FILE} names it. Audit the folder as it was written."
            ) from None
        if f"sha256:{hashlib.sha256(content).hexdigest()}" != resource["hash"]:
            raise TimediaryError(f"{path} was changed after it was written. Audit the folder as it was written.")
    try:
        return published_tables(folder.name, about, (folder / FIGURES).read_bytes()), about
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise TimediaryError(f"{folder / FIGURES} doesn't hold what {FILE} says ({error}).") from None


def published_tables(name: str, about: Mapping[str, Any], figures: bytes) -> list[PublishedTable]:
    """The tables that a data package describes, with the figures of its tidy file.

    Args:
        name: of the publication, for messages.
        about: the data package.
        figures: the content of its `tables.csv`.
    """
    lines = csv.DictReader(io.StringIO(figures.decode()))
    cells = {(restored(cell["table"]), restored(cell["row"]), restored(cell["column"])): cell for cell in lines}
    ours = about["timediary"]
    return [_published(name, table, ours, cells) for table in ours["tables"]]


def _about(folder: Path) -> dict[str, Any]:
    path = folder / FILE
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise TimediaryError(
            f"{folder} has no {FILE}, so it isn't known what its tables are of. Audit a folder that was written with "
            "--safe."
        ) from None
    except ValueError:
        raise TimediaryError(f"{path} is damaged: it isn't JSON.") from None
    if not isinstance(about, dict) or not isinstance(about.get("timediary"), dict):
        raise TimediaryError(f"{path} wasn't written by timediary.")
    return about


def _resources(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The files, each under a name of its own that the standard allows."""
    found: list[dict[str, Any]] = []
    for path, content in contents.items():
        # Two files of one stem are told apart by their kind.
        name = "tables" if path == FIGURES else _NOT_IN_NAMES.sub("-", path.lower().replace(".", "-"))
        taken = {resource["name"] for resource in found}
        number = next(i for i in count(1) if (name if i == 1 else f"{name}-{i}") not in taken)
        found.append({"name": name if number == 1 else f"{name}-{number}", **_resource(path, content)})
    return found


def _resource(name: str, content: bytes) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "path": name,
        "format": Path(name).suffix.lstrip(".").lower(),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if name == FIGURES:
        head = content.decode().split("\n", 1)[0].split(",")
        resource |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {
                "fields": [_field(field) for field in head],
                "primaryKey": ["table", "row", "column"],
                "missingValues": [""],
            },
        }
    else:
        # Otherwise programs take a workbook for one table, which its first sheet is not.
        resource["type"] = "file"
    return resource


def _field(name: str) -> dict[str, str]:
    kind = "number" if name in _NUMBERS else "integer" if name == "base" else "string"
    return {"name": name, "type": kind, "title": _TITLES.get(name, name)}


def _rows(grouping: Grouping) -> dict[str, tuple[str, ...]]:
    """The codes of each row of a grouping."""
    return {row.id: _codes(grouping, row.id) for row in grouping.rows}


def _codes(grouping: Grouping, id_: str) -> tuple[str, ...]:
    row = next(row for row in grouping.rows if row.id == id_)
    return (*row.codes, *(code for part in row.sum_of for code in _codes(grouping, part)))


def _described(by: tuple[str, ...], table: Table) -> dict[str, Any]:
    columns = {}
    for column in table.columns:
        labels = column.parts or (column.label,)
        columns[column.id] = {} if column.kind is LineKind.ALL else dict(zip(by, labels, strict=True))
    return {"id": table.id, "by": list(by), "title": table.title, "decimals": table.decimals, "columns": columns}


def _published(
    name: str,
    table: Mapping[str, Any],
    ours: Mapping[str, Any],
    cells: Mapping[tuple[str, str, str], Mapping[str, str]],
) -> PublishedTable:
    rows: dict[str, tuple[str, ...]] = {id_: tuple(codes) for id_, codes in ours["grouping"].items()}
    columns: dict[str, dict[str, str]] = table["columns"]

    def values(row: str, field: str) -> list[float]:
        texts = [cells[table["id"], row, column][field] for column in columns]
        return [float(text) if text else math.nan for text in texts]

    return PublishedTable(
        name=f"{name}, {table['id']}",
        where=tuple(ours["where"]),
        rows=rows,
        columns=columns,
        decimals=int(table["decimals"]),
        shares=np.array([values(row, "estimate") for row in rows]),
        hours=np.array(values("recorded_hours", "estimate")),
        bases=np.array(values("recorded_hours", "base")),
        round_hours=int(ours["policy"]["round_hours"]),
        round_bases=int(ours["policy"]["round_bases"]),
    )
