"""The verbs as methods: functions of this package that take a survey or a sample first.

Each is written once, where it stands, and named once, in `verbs.pyi`: type checkers read that file, and so does this
module, which makes methods of the names. A verb's module is imported when somebody first asks for it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


class _Verb:
    """A function as a method, imported when it is first asked for; from then on it stands there itself."""

    def __init__(self, home: str, name: str) -> None:
        self._home, self._name = home, name

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._public = owner, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        verb: Any = getattr(import_module(f"timediary.pipeline.{self._home}"), self._name)
        setattr(self._owner, self._public, verb)
        return verb.__get__(instance, owner)


def _verbs() -> dict[str, dict[str, _Verb]]:
    """The verbs of each class of the stub beside this module."""
    found: dict[str, dict[str, _Verb]] = {}
    for line in Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8").splitlines():
        if line.startswith("class "):
            inside = found.setdefault(line.removeprefix("class ").partition("(")[0].rstrip(":"), {})
        elif " = " in line:
            name, _, place = line.strip().partition(" = ")
            inside[name] = _Verb(*place.split("."))
    return found


_VERBS = _verbs()

Verbs = type("Verbs", (), {"__doc__": "What can be asked of a survey or a sample.", **_VERBS["Verbs"]})
SurveyVerbs = type("SurveyVerbs", (Verbs,), {"__doc__": "What can be asked of a survey.", **_VERBS["SurveyVerbs"]})
