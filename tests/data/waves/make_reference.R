# Values of R's survey package for three independent waves, and of power.t.test. Made with R 4.2.2 and survey 4.1.1:
#   Rscript tests/data/waves/make_reference.R
# The waves are the made-up survey of tests/data/complex_survey, cut in three by the number of the respondent; agencies
# are drawn anew in each wave. Years are 2025, 2026 and 2029, so that a trend isn't the mean of the changes.
library(survey)
options(digits = 15)
folder <- "tests/data/complex_survey"
respondents <- read.csv(file.path(folder, "respondents.csv"))
diary <- read.csv(file.path(folder, "diary.csv"))
group <- sub("[0-9]+$", "", diary$code)
hours <- function(codes) {
  counted <- table(factor(diary$respondent, respondents$respondent)[group %in% codes])
  as.numeric(counted) / 2
}
respondents$direct_contact <- hours("D")
respondents$recording <- hours("R")
respondents$sundry <- hours("S")
respondents$total <- hours(unique(group))
respondents$wave <- as.integer(substr(respondents$respondent, 2, 5)) %% 3
categories <- c("direct_contact", "recording", "sundry")
years <- c(2025, 2026, 2029)
slope <- (years - mean(years)) / sum((years - mean(years))^2)
contrasts <- list(first_1 = c(-1, 1, 0), first_2 = c(-1, 0, 1), previous_2 = c(0, -1, 1), trend = slope)
designs <- list(
  simple = svydesign(ids = ~1, strata = ~wave, weights = ~1, data = respondents),
  clustered = svydesign(ids = ~agency, strata = ~wave, weights = ~weight, data = respondents, nest = TRUE)
)
rows <- list()
keep <- function(design, of, category, statistic, value) {
  rows[[length(rows) + 1]] <<- data.frame(design, of, category, statistic, value = sprintf("%.15g", as.numeric(value)))
}
for (name in names(designs)) {
  design <- designs[[name]]
  for (category in categories) {
    numerator <- as.formula(paste0("~", category))
    shares <- svyby(numerator, ~wave, design, svyratio, denominator = ~total, covmat = TRUE)
    means <- svyby(numerator, ~wave, design, svymean, covmat = TRUE)
    for (of in c("share", "hours")) {
      table <- if (of == "share") shares else means
      estimates <- coef(table)
      covariance <- vcov(table)
      for (i in 1:3) {
        keep(name, of, category, paste0("wave_", i - 1), estimates[i])
        keep(name, of, category, paste0("wave_", i - 1, "_se"), sqrt(covariance[i, i]))
      }
      for (contrast in names(contrasts)) {
        found <- svycontrast(table, contrasts[[contrast]])
        keep(name, of, category, contrast, coef(found))
        keep(name, of, category, paste0(contrast, "_se"), SE(found))
      }
      change <- rbind(c(-1, 1, 0), c(-1, 0, 1))
      chisq <- t(change %*% estimates) %*% solve(change %*% covariance %*% t(change)) %*% (change %*% estimates)
      ddf <- degf(design) - 2
      keep(name, of, category, "f", chisq / 2)
      keep(name, of, category, "ddf", ddf)
      keep(name, of, category, "p", pf(chisq / 2, 2, ddf, lower.tail = FALSE))
    }
  }
}
write.csv(do.call(rbind, rows), "tests/data/waves/expected.csv", row.names = FALSE, quote = FALSE)

power <- list()
for (delta in c(0.01, 0.03, 0.1)) for (sd in c(0.05, 0.1437)) for (wanted in c(0.5, 0.8, 0.95)) {
  for (rho in c(NA, 0, 0.6, 0.9)) {
    spread <- if (is.na(rho)) sd else sd * sqrt(2 * (1 - rho))
    type <- if (is.na(rho)) "two.sample" else "paired"
    found <- try(power.t.test(delta = delta, sd = spread, power = wanted, type = type, tol = 1e-12), silent = TRUE)
    if (!inherits(found, "try-error")) {
      power[[length(power) + 1]] <- data.frame(delta, sd, power = wanted, rho, n = sprintf("%.15g", found$n))
    }
  }
}
write.csv(do.call(rbind, power), "tests/data/waves/power.csv", row.names = FALSE, quote = FALSE)
