"""The public names of the package, each once, with where it comes from; read at run time too."""

from timediary import plot as plot
from timediary.accessibility import check_workbook as check_workbook
from timediary.model.agencies import Agencies as Agencies
from timediary.model.agreement import Agreement as Agreement
from timediary.model.certificate import Certificate as Certificate
from timediary.model.comparison import Comparison as Comparison, Comparisons as Comparisons
from timediary.model.definition import TableSet as TableSet
from timediary.model.document import Document as Document
from timediary.model.plan import Plan as Plan
from timediary.model.problem import (
    DefinitionError as DefinitionError,
    Ledger as Ledger,
    Problem as Problem,
    RequestError as RequestError,
    TimediaryError as TimediaryError,
)
from timediary.model.quality import Quality as Quality
from timediary.model.reading import ReadError as ReadError
from timediary.model.results import Adjustment as Adjustment, Check as Check, Results as Results
from timediary.model.statement import Contradictions as Contradictions
from timediary.model.study import Grouping as Grouping, Study as Study
from timediary.model.table import Condition as Condition, Table as Table
from timediary.model.work_definition import Definitions as Definitions, WorkDefinition as WorkDefinition
from timediary.pipeline.agency_response import (
    agencies as agencies,
    certify_agencies as certify_agencies,
    read_agencies as read_agencies,
)
from timediary.pipeline.auditing import audit as audit
from timediary.pipeline.breakdowns import (
    analyse as analyse,
    breakdown as breakdown,
    distribution as distribution,
    hours as hours,
    spread as spread,
)
from timediary.pipeline.by_respondent import by_respondent as by_respondent, write_by_respondent as write_by_respondent
from timediary.pipeline.charts import picture as picture
from timediary.pipeline.comparing import (
    compare as compare,
    compare_estimates as compare_estimates,
    compare_with_estimates as compare_with_estimates,
    compare_with_published as compare_with_published,
)
from timediary.pipeline.data_quality import agreement as agreement, quality as quality
from timediary.pipeline.describing import describe as describe, save_reading as save_reading
from timediary.pipeline.drafting import draft_study as draft_study
from timediary.pipeline.files import annotate as annotate, check as check, convert as convert, write as write
from timediary.pipeline.forms import collect as collect, write_forms as write_forms
from timediary.pipeline.hours_accounts import hours_account as hours_account
from timediary.pipeline.reporting import (
    certify as certify,
    find_contradictions as find_contradictions,
    published as published,
    tables as tables,
)
from timediary.pipeline.requests import load_grouping as load_grouping
from timediary.pipeline.respondents import answers as answers
from timediary.pipeline.samples import Sample as Sample
from timediary.pipeline.surveys import Survey as Survey, read as read
from timediary.pipeline.synthetic import synthesise as synthesise
from timediary.pipeline.templates import fill as fill, markers as markers
from timediary.pipeline.time_of_day import (
    complexity as complexity,
    episodes as episodes,
    tempogram as tempogram,
    transitions as transitions,
    working_day as working_day,
)
from timediary.pipeline.trends import trend as trend
from timediary.pipeline.work_definitions import definitions as definitions
from timediary.pipeline.workforce import adjust as adjust, plan as plan, plan_change as plan_change
from timediary.pipeline.workloads import workload as workload, write_example_files as write_example_files
from timediary.study import (
    list_studies as list_studies,
    load_study as load_study,
    load_totals as load_totals,
)

__version__: str
