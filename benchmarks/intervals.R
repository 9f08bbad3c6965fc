# The tables of `timediary analyse` by R's survey package: overall, by setting and by role, 7 rows each, with standard
# errors, and the time they take.
#
#     python benchmarks/standard_errors.py --csv hours.csv
#     Rscript benchmarks/intervals.R hours.csv [RUNS]
#
# Needs R with the package survey. Reading the file and making the design are not timed; making the three tables is.

suppressPackageStartupMessages(library(survey))

arguments <- commandArgs(trailingOnly = TRUE)
hours <- read.csv(arguments[1], stringsAsFactors = TRUE)
runs <- if (length(arguments) > 1) as.integer(arguments[2]) else 11L

categories <- setdiff(names(hours), c("respondent", "setting", "role", "recorded"))
shares <- reformulate(categories)
hours$weight <- 1
design <- svydesign(ids = ~1, weights = ~weight, data = hours)

tables <- function() {
  list(
    overall = svyratio(shares, ~recorded, design),
    setting = svyby(shares, by = ~setting, denominator = ~recorded, design = design, FUN = svyratio),
    role = svyby(shares, by = ~role, denominator = ~recorded, design = design, FUN = svyratio)
  )
}

seconds <- replicate(runs, system.time(made <<- tables())[["elapsed"]])

cat("Overall\n")
print(data.frame(category = categories, share = c(coef(made$overall)), se = c(SE(made$overall))), digits = 10)
for (name in c("setting", "role")) {
  cat("\nBy ", name, "\n", sep = "")
  print(as.data.frame(made[[name]]), digits = 10)
}
cat(sprintf(
  "\nthree tables, R %s, survey %s: median %.4f s of %d runs (%.4f to %.4f s)\n",
  format(getRversion()), format(packageVersion("survey")), median(seconds), runs, min(seconds), max(seconds)
))
