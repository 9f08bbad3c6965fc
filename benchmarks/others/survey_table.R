# The shares by setting with their standard errors by R's package survey, from diary.csv and respondents.csv in a folder.
#
#     Rscript benchmarks/others/survey_table.R FOLDER

suppressPackageStartupMessages(library(survey))

folder <- commandArgs(trailingOnly = TRUE)[1]
diary <- read.csv(file.path(folder, "diary.csv"), colClasses = "character")
respondents <- read.csv(file.path(folder, "respondents.csv"), colClasses = "character")

slots <- as.data.frame.matrix(table(diary$respondent, sub("[0-9]+$", "", diary$code)))
activities <- names(slots)
slots$recorded <- rowSums(slots)
slots$setting <- respondents$setting[match(rownames(slots), respondents$respondent)]
design <- svydesign(ids = ~1, weights = ~1, data = slots)
print(svyby(reformulate(activities), by = ~setting, denominator = ~recorded, design = design, FUN = svyratio))
