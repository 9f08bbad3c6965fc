"""The verbs of surveys and samples, each once, with where it is written; read at run time too."""

from timediary.pipeline import (
    agency_response,
    breakdowns,
    by_respondent,
    comparing,
    data_quality,
    files,
    hours_accounts,
    plots,
    reporting,
    respondents,
    samples,
    time_of_day,
    work_definitions,
    workforce,
    workloads,
)

class Verbs:
    """What can be asked of a survey or a sample."""

    sample = samples.sample

    analyse = breakdowns.analyse
    breakdown = breakdowns.breakdown
    distribution = breakdowns.distribution
    hours = breakdowns.hours
    spread = breakdowns.spread
    answers = respondents.answers
    write_by_respondent = by_respondent.write_by_respondent
    by_respondent = by_respondent.by_respondent
    hours_account = hours_accounts.hours_account
    definitions = work_definitions.definitions
    agencies = agency_response.agencies
    workload = workloads.workload

    tempogram = time_of_day.tempogram
    working_day = time_of_day.working_day
    episodes = time_of_day.episodes
    transitions = time_of_day.transitions
    complexity = time_of_day.complexity

    compare = comparing.compare
    compare_with_published = comparing.compare_with_published
    compare_with_estimates = comparing.compare_with_estimates
    compare_estimates = comparing.compare_estimates
    plan = workforce.plan
    plan_change = workforce.plan_change
    adjust = workforce.adjust

    quality = data_quality.quality
    agreement = data_quality.agreement
    tables = reporting.tables
    certify = reporting.certify
    plot = plots.plots

class SurveyVerbs(Verbs):
    """What can be asked of a survey alone."""

    annotate = files.annotate
    check = files.check
    convert = files.convert
