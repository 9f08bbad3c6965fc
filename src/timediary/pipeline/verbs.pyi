"""The verbs of surveys and samples, each once, with where it is written; read at run time too."""

from timediary.pipeline import (
    breakdowns,
    comparing,
    files,
    judging,
    picturing,
    reporting,
    rhythm,
    samples,
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
    workload = workloads.workload

    tempogram = rhythm.tempogram
    working_day = rhythm.working_day
    episodes = rhythm.episodes
    transitions = rhythm.transitions
    complexity = rhythm.complexity

    compare = comparing.compare
    compare_with_published = comparing.compare_with_published
    plan = comparing.plan
    plan_change = comparing.plan_change
    adjust = comparing.adjust

    quality = judging.quality
    tables = reporting.tables
    certify = reporting.certify
    plot = picturing.picture

class SurveyVerbs(Verbs):
    """What can be asked of a survey alone."""

    agreement = judging.agreement
    annotate = files.annotate
    check = files.check
    convert = files.convert
