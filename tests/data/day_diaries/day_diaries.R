# Shares of time of day diaries, by R: a row a diary, weights of days, households as clusters.
# Run in this folder: Rscript day_diaries.R
library(survey)
rows <- read.csv("diaries.csv")
activities <- c("work", "home", "travel", "sleep", "care", "leisure")
wide <- reshape(rows, idvar = c("person", "household", "date", "day_weight"), timevar = "activity", direction = "wide")
names(wide) <- sub("minutes.", "", names(wide), fixed = TRUE)
wide[activities][is.na(wide[activities])] <- 0
wide$total <- rowSums(wide[activities])
wide$weekend <- ifelse(as.POSIXlt(wide$date)$wday %in% c(0, 6), "yes", "no")
design <- svydesign(ids = ~household, weights = ~day_weight, data = wide)
found <- NULL
for (column in c("yes", "no", "all")) {
  part <- if (column == "all") design else subset(design, weekend == column)
  for (activity in activities) {
    ratio <- svyratio(as.formula(paste0("~", activity)), ~total, part)
    found <- rbind(found, data.frame(
      column = column, row = activity,
      share = sprintf("%.15g", coef(ratio)), se = sprintf("%.15g", SE(ratio)),
      diaries = nrow(part$variables), people = length(unique(part$variables$person))
    ))
  }
}
write.csv(found, "expected.csv", row.names = FALSE, quote = FALSE)
