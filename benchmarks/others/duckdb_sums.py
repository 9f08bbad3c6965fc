"""The shares by setting with duckdb from diary and respondents in a folder; nothing is checked.

python benchmarks/others/duckdb_sums.py FOLDER [--clustered]

With --clustered their standard errors too, by linearisation, agencies being the clusters (Woodruff 1971).
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

CELLS = """
create temp table cells as
select rtrim(diary.code::varchar, '0123456789') as activity, setting::varchar as setting, agency, count(*) as slots
from '{diary}' as diary join '{respondents}' as respondents using (respondent)
group by all
"""

SHARES = """
select setting, activity, sum(slots) / sum(sum(slots)) over (partition by setting) as share
from cells group by setting, activity order by all
"""

CLUSTERED = """
with recorded as (select setting, agency, sum(slots) as base from cells group by all),
     bases as (select setting, sum(base) as base from recorded group by all),
     totals as (select setting, activity, sum(slots) as slots from cells group by all),
     residuals as (
         select totals.setting, totals.activity, bases.base, totals.slots / bases.base as share,
             coalesce(cells.slots, 0) - share * recorded.base as residual
         from totals
         join bases on bases.setting is not distinct from totals.setting
         join recorded on recorded.setting is not distinct from totals.setting
         left join cells on cells.setting is not distinct from totals.setting
             and cells.activity = totals.activity and cells.agency = recorded.agency
     ),
     clusters as (select count(distinct agency) as number from recorded)
select setting, activity, any_value(share),
    sqrt(any_value(number / (number - 1)) * sum(residual ** 2)) / any_value(base) as standard_error
from residuals, clusters group by setting, activity order by all
"""


def main(folder: Path, *, clustered: bool) -> None:
    suffix = "parquet" if (folder / "diary.parquet").exists() else "csv"
    database = duckdb.connect()
    database.execute(CELLS.format(**{name: folder / f"{name}.{suffix}" for name in ("diary", "respondents")}))
    for row in database.execute(CLUSTERED if clustered else SHARES).fetchall():
        print(*row)


if __name__ == "__main__":
    main(Path(sys.argv[1]), clustered="--clustered" in sys.argv)
