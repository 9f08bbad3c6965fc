"""The commands whose outputs are held: every verb, every format, on files small enough to run them all in seconds."""

from __future__ import annotations

EXAMPLE = "diaries.xlsx"
SAMPLE = "diary.csv respondents.csv"
DESIGN = "--weight weight --cluster agency --strata region"
CHIEFS = "--study chief_officers_2020"
FOUR = "four_respondents.csv four_diaries.csv"

FORMATS = ("xlsx", "ods", "csv", "html", "text", "markdown", "docx", "latex")

# By name: the commands in turn, each with what it leaves behind. The name is that of the list in `expected/`.
COMMANDS: dict[str, list[str]] = {
    "analyse": [f"analyse {EXAMPLE}"],
    "analyse_activities_and_hours": [f"analyse {EXAMPLE} --grouping activity --hours --no-pictures --format csv"],
    "analyse_crossed": [f"analyse {EXAMPLE} --by setting,role --by region --decimals 1 -q --format text --format docx"],
    "analyse_some": [f"analyse {EXAMPLE} --where active_cases>20 --without-grade C --format markdown --format latex"],
    "analyse_every_format": [
        f"analyse {FOUR} --hours --by role --decimals 1 --no-pictures -q "
        + " ".join(f"--format {name}" for name in FORMATS)
    ],
    "analyse_design": [f"analyse {SAMPLE} {DESIGN} --lonely adjust --show interval --hours --format csv --format text"],
    "analyse_replicates": [f"analyse {SAMPLE} {DESIGN} --lonely adjust --replicates bootstrap:50 --format csv -q"],
    "analyse_jackknife": [
        f"analyse {SAMPLE} --weight weight --cluster agency --replicates jackknife --show se --format csv"
    ],
    "analyse_calibrated": [f"analyse {SAMPLE} --weight weight --calibrate workforce.csv --no-intervals --format text"],
    "analyse_tested": [
        f"analyse {SAMPLE} {DESIGN} --lonely adjust --by setting --test csd --no-pictures --format html --format xlsx"
    ],
    "analyse_faulty": ["analyse faulty.xlsx --strict --no-pictures --format html --format csv"],
    "markers": [f"analyse {FOUR} --markers"],
    "errors": [
        "analyse nothing.xlsx",
        f"analyse {FOUR} --by sitting",
        f"analyse {FOUR} --where setting=pvi",
        f"analyse {FOUR} --weight role",
        f"analyse {FOUR} --study mine",
        f"convert {FOUR} out.doc",
        "check returned/notes.txt",
    ],
    "check": ["check faulty.xlsx --annotate marked.xlsx"],
    "check_json": ["check faulty.xlsx --format json"],
    "check_csv": ["check faulty.xlsx --format csv"],
    "check_fine": [f"check {EXAMPLE}"],
    "compare_panel": [f"compare {EXAMPLE} wave2.csv --by role"],
    "compare_independent": [
        "compare wave2.csv diary.csv --independent -q",
        f"compare {SAMPLE} --by setting --independent",
    ],
    "compare_published": [f"compare {EXAMPLE} --published"],
    "tables_listed": [f"tables {FOUR}"],
    "tables": [f"tables {EXAMPLE} --table 3.3 --table 3.8 --table 2.20"],
    "agencies": [f"agencies agencies.csv {EXAMPLE} --format text"],
    "agencies_certified": ["agencies --against published --format text --format csv -q"],
    "definitions": [f"definitions {EXAMPLE} --by setting --format text --format csv"],
    "respondents": [
        f"respondents {EXAMPLE} --of supervision --of active_cases --over recording=0.4 --by setting --base answered",
    ],
    "hours_account": [f"hours-account {EXAMPLE} --by setting"],
    "hours_account_safe": [f"hours-account {EXAMPLE} --by setting --base all --safe --format csv --format text -q"],
    "definitions_safe": [f"definitions {EXAMPLE} --by setting --safe --format csv --format text -q"],
    "agencies_safe": [f"agencies agencies.csv {EXAMPLE} --safe --format csv --format text -q"],
    "answers_estimated": [
        f"respondents officers.csv {CHIEFS} --of time --of awards --by wave --format csv -q",
        f"compare officers.csv officers_again.csv {CHIEFS} --estimates time --format csv -q",
        f"tables officers.csv {CHIEFS} --all --format csv -q",
        f"convert officers.csv out.csv {CHIEFS}",
        f"check officers.csv {CHIEFS}",
        f"analyse officers.csv {CHIEFS}",
    ],
    "tables_published": ["tables --published --table 3.3"],
    "tables_certified": [f"tables {EXAMPLE} --all --against published --format csv --format text -q"],
    "tables_certified_example": [f"tables {EXAMPLE} --table 3.3 --against published"],
    "quality": ["quality wave2.csv"],
    "quality_example": [f"quality {EXAMPLE}"],
    "agreement": ["agreement coder_a.csv coder_b.csv"],
    "plan": [f"plan {EXAMPLE} --half-width 2 --by setting --out plan.csv"],
    "plan_clusters": [f"plan {SAMPLE} --cluster agency --weight weight --respondents 400 --respondents 800"],
    "adjust": [f"adjust {SAMPLE} --weight weight --calibrate workforce.csv --trim 0.3,3 --out weighted.csv"],
    "convert": [
        *(f"convert {FOUR} out.{suffix}" for suffix in ("xlsx", "ods", "csv", "parquet", "sav", "dta")),
        f"convert {FOUR} single.tsv --layout single",
        f"convert {FOUR} wide.xlsx --layout wide",
    ],
    "convert_example": [f"convert {EXAMPLE} out.parquet --layout single"],
    "synthesise": ["synthesise --respondents 2 --seed 7 -o survey.csv"],
    "completion": ["completion bash"],
    "form": ["form --week 2027-05-10 -o forms/"],
    "form_pages": ["form --week 2027-05-10 --kind html --respondent-list list.csv -o forms/"],
    "collect": ["collect returned/ -o gathered.xlsx --respondent-list list.csv"],
    "collect_unlisted": ["collect returned/ -o gathered.csv --strict"],
    "check_output": [
        f"analyse {FOUR} -q --no-pictures --format ods",
        "check-output four_respondents_results/tables.ods",
    ],
    "study": ["study list", "study show", "study new mine", "study check mine", "study contradictions mine"],
    "plot_composition": [f"plot {EXAMPLE} composition --by setting -o a.svg --numbers a.csv"],
    "plot_dots": [f"plot {SAMPLE} dots --by setting --by role --category recording {DESIGN} --lonely adjust -o a.pdf"],
    "plot_hours": [f"plot {EXAMPLE} hours --by role -o a.png --numbers a.csv"],
    "plot_spread": ["plot wave2.csv spread --width column -o a.svg --numbers a.csv"],
    "plot_tempogram": [f"plot {EXAMPLE} tempogram -o a.svg --numbers a.csv"],
    "plot_one_activity": ["plot wave2.csv tempogram --category direct_contact -o a.svg --numbers a.csv"],
    "plot_week": ["plot coder_a.csv week -o a.svg --numbers a.csv"],
    "plot_working_day": ["plot wave2.csv working_day -o a.svg --numbers a.csv"],
    "plot_episodes": [f"plot {EXAMPLE} episodes -o a.svg --numbers a.csv"],
    "plot_transitions": [f"plot {EXAMPLE} transitions -o a.svg --numbers a.csv"],
}

# Drawing a survey solves many programs of whole numbers; the others read the whole example or write many files.
SLOW = {
    "adjust",
    "analyse_every_format",
    "compare_published",
    "convert",
    "convert_example",
    "definitions_safe",
    "form_pages",
    "plot_hours",
    "quality_example",
    "synthesise",
    "tables_certified",
    "tables_certified_example",
}
