"""What turns time into workload: caseload limits, hours a case takes, volumes, posts, costs and days not worked."""

from __future__ import annotations

from typing import NamedTuple


class CaseloadLimit(NamedTuple):
    """How many cases a full-time worker may hold.

    Attributes:
        id: of the group it is for.
        label: of the group.
        low: where the recommended range begins.
        high: where it ends; more is over the limit.
        unit: what is counted, in one word: `child`, `family`, `case`.
        cases: the attribute that counts them.
        units_per_case: how many units one of what the attribute counts stands for, such as children in a family.
        where: conditions that a respondent of the group meets, as `--where` takes them.
        roles: levels of the role whom it is for; empty for all.
    """

    id: str
    label: str
    low: float
    high: float
    unit: str
    cases: str
    units_per_case: float = 1.0
    where: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class WorkloadRules(NamedTuple):
    """What a study says of workload (`limits.toml`).

    Attributes:
        limits: of caseloads.
        source: where they come from.
        full_time_hours: contracted hours of a full-time worker in a week.
        contracted_hours: the attribute with a worker's own.
        worked_hours: the attribute with the hours worked in the week, as reported.
        employed_hours: the attribute with the hours that a worker was employed for in that week, where it was asked.
        toil_hours: the attribute with the hours of the week taken, or to be taken, as time off in lieu; empty for none.
        paid_overtime_hours: the attribute with the hours of the week paid as overtime; empty for none.
        cases: the attribute with the number of active cases.
        role: the attribute that `roles` of a limit are levels of.
        client: the row of a grouping that is client work; empty for the last of the study's headline.
        available_hours: hours a week that rules take to be there for cases, such as 21 and 25.
        points_limit: points that a full-time worker may hold, where a service counts points.
    """

    limits: tuple[CaseloadLimit, ...] = ()
    source: str = ""
    full_time_hours: float = 37.0
    contracted_hours: str = "contracted_hours"
    worked_hours: str = "worked_hours"
    employed_hours: str = "employed_hours"
    toil_hours: str = ""
    paid_overtime_hours: str = ""
    cases: str = "active_cases"
    role: str = "role"
    client: str = ""
    available_hours: tuple[float, ...] = ()
    points_limit: float | None = None


class CaseType(NamedTuple):
    """A kind of case: hours it takes a week, and points it counts where a service counts points."""

    id: str
    label: str
    hours: float
    points: float | None = None


class CasesHeld(NamedTuple):
    """Open cases of one kind, of one worker, or of the whole team where no worker is named."""

    worker: str
    type: str
    cases: float


class Volume(NamedTuple):
    """A kind of work: how often it is done in a `week` or a `year`, and the hours one takes."""

    id: str
    label: str
    volume: float
    unit_hours: float
    per: str = "year"


class Allowance(NamedTuple):
    """Time that is not there for the volumes of work.

    Attributes:
        kind: `leave` (any working time not worked: leave, sickness, training days), `category` (work of all staff
            beside the volumes) or `individual` (work of some of them).
        label: what it is.
        amount: how much.
        unit: `days` or `hours` a year and worker, or `share` of working time.
        workers: who has it, for `individual`.
    """

    kind: str
    label: str
    amount: float
    unit: str
    workers: float = 0.0


class Cost(NamedTuple):
    """Part of what a full-time worker costs in a `year` or an `hour`, such as salary, on-costs or overheads."""

    label: str
    amount: float
    per: str = "year"


class Posts(NamedTuple):
    """Staff of a team in full-time equivalents: those in post, and posts that are vacant."""

    group: str
    in_post: float
    vacant: float


class WorkloadFiles(NamedTuple):
    """What was read from a folder of small files; empty where a file isn't there."""

    rules: WorkloadRules | None = None
    case_types: tuple[CaseType, ...] = ()
    cases: tuple[CasesHeld, ...] = ()
    volumes: tuple[Volume, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    costs: tuple[Cost, ...] = ()
    posts: tuple[Posts, ...] = ()
    names: tuple[str, ...] = ()
