"""What is measured of every diary, in the order in which it is shown.

The quality of time diaries is usually told by how much of the day is accounted for, how many episodes it has and
whether the usual activities occur: the Multinational Time Use Study takes a day for a poor one if it has fewer than
seven episodes, more than 90 minutes without an activity, or lacks two of four basic activities (MTUS User's Guide,
variable BADCASE). These are rules for days of 24 hours. A diary of a working week is empty outside work, has no
sleep and no meals, and its codes are coarser, so that the measures here are those ideas applied to the time at work;
where an adaptation or a measure is our own, its method says so.
"""

from __future__ import annotations

from timediary.model.quality import Measure, MeasureForm

MEASURES = (
    Measure(
        "recorded_of_reported",
        "Hours recorded, of those reported",
        MeasureForm.SHARE,
        "Hours in the diary over the hours the respondent says were worked. Estimates are known to exceed diaries "
        "by 5 to 10 per cent (Robinson, Martin, Glorieux and Minnen 2011, The overestimated workweek revisited, "
        "Monthly Labor Review 134(6)), so that only wider gaps say something of a single diary.",
        "only {part} hours recorded of {whole} reported ({value}; look below {limit})",
        "{part} hours recorded against {whole} reported ({value}; look above {limit})",
    ),
    Measure(
        "recorded_of_contracted",
        "Hours recorded, of those contracted",
        MeasureForm.SHARE,
        "Hours in the diary over the contracted hours; our own, beside the comparison with the hours reported.",
        "only {part} hours recorded of {whole} contracted ({value}; look below {limit})",
        "{part} hours recorded against {whole} contracted ({value}; look above {limit})",
    ),
    Measure(
        "recorded_hours",
        "Hours recorded",
        MeasureForm.HOURS,
        "All hours in the diary; our own check of plausibility.",
        "only {value} hours recorded (look below {limit})",
        "{value} hours recorded (look above {limit})",
    ),
    Measure(
        "days_without_entries",
        "Working days without entries",
        MeasureForm.DAYS,
        "Contracted days, part days left off, less days with an entry, at least 0; our own. That keeping a diary "
        "for a whole week may tire is the question of Glorieux and Minnen (2009, How many days? A comparison of the"
        " quality of time-use data from 2-day and 7-day diaries, electronic International Journal of Time Use "
        "Research 6(2)); leave is another cause.",
        "days with entries: {part} of {whole} contracted",
        "days with entries: {part} of {whole} contracted, {value} without (look above {limit})",
    ),
    Measure(
        "episodes_per_day",
        "Episodes a day",
        MeasureForm.NUMBER,
        "Runs of one code within a day, on average over the days with entries: how finely a diary is filled in. "
        "Time-use surveys ask for a least number a day of 24 hours: seven in the Multinational Time Use Study "
        "(User's Guide, BADCASE). Long working hours make for fewer, as do few codes.",
        "episodes a day: {value} ({part} on {whole} days; look below {limit})",
        "episodes a day: {value} ({part} on {whole} days; look above {limit})",
    ),
    Measure(
        "longest_run",
        "Longest run of one code",
        MeasureForm.HOURS,
        "The longest time within a day under one code without a break. For diaries our own, after the longest run "
        "of one answer in questionnaires (Meade and Craig 2012, Identifying careless responses in survey data, "
        "Psychological Methods 17(3)).",
        "{value} hours at a stretch of one code at most, {detail} (look below {limit})",
        "{value} hours at a stretch of one code, {detail} (look above {limit})",
    ),
    Measure(
        "copied_days",
        "Days that are copies",
        MeasureForm.DAYS,
        "Days that repeat an earlier day of the diary slot for slot, days of very few episodes left aside; our own.",
        "{value} days repeat an earlier day",
        "{value} of {whole} days repeat an earlier day slot for slot (look above {limit})",
    ),
    Measure(
        "shared_diary",
        "Others with the same diary",
        MeasureForm.NUMBER,
        "Respondents whose whole diary is the same slot for slot: a form entered twice, or handed on; diaries of "
        "very few episodes left aside; our own.",
        "{value} other respondents have the same diary",
        "the diary is the same slot for slot as {detail}",
    ),
    Measure(
        "other_share",
        "Share under 'other'",
        MeasureForm.SHARE,
        "Hours under codes that do not say what was done, over all hours recorded: the work diary's part of time "
        "that can't be classified, which time-use surveys count as missing.",
        "{part} of {whole} hours under 'other' ({value}; look below {limit})",
        "{part} of {whole} hours under 'other' ({value}; look above {limit})",
    ),
    Measure(
        "gap_share",
        "Share of short gaps inside the day",
        MeasureForm.SHARE,
        "Time without a code between entries of a day, over that time and the hours recorded; longer pauses are "
        "taken for time off. After the missing time of time-use surveys (90 minutes of a day in MTUS, User's Guide,"
        " BADCASE); counting only what lies between entries is our own.",
        "{part} hours unrecorded between entries, of {whole} ({value}; look below {limit})",
        "{part} hours unrecorded between entries, of {whole} ({value}; look above {limit})",
    ),
    Measure(
        "odd_hours_share",
        "Share outside the usual day",
        MeasureForm.SHARE,
        "Hours outside the usual working day of the study's diary, over all hours recorded. Almost all of them "
        "there may be nights, or morning and afternoon mixed up on entry; our own.",
        "{part} of {whole} hours outside the usual day ({value}; look below {limit})",
        "{part} of {whole} hours outside the usual day ({value}; look above {limit})",
    ),
    Measure(
        "whole_hours_share",
        "Episodes of whole hours",
        MeasureForm.SHARE,
        "Episodes that begin on the hour and last whole hours, of all episodes: times rounded as people round when "
        "they fill a diary in afterwards (heaping). Not measured in diaries of very few episodes, or of slots of an"
        " hour or more. Our own form of a usual check.",
        "{part} of {whole} episodes begin on the hour and last whole hours ({value}; look below {limit})",
        "{part} of {whole} episodes begin on the hour and last whole hours ({value}; look above {limit})",
    ),
    Measure(
        "another_job_hours",
        "Hours under codes of another job",
        MeasureForm.HOURS,
        "Hours under codes that the study says belong to other jobs than the respondent's: codes or jobs mixed up; "
        "our own. Respondents whose job is not known are not judged.",
        "{value} hours under codes of another job: {detail}",
        "{value} hours under codes of another job: {detail} (look above {limit})",
    ),
)
MEASURE_IDS = tuple(measure.id for measure in MEASURES)
