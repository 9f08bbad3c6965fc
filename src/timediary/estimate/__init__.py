"""Design-based estimation: arrays in, small frozen results out.

Import from the modules; nothing is imported here, so that a table pays only for what it uses.

- `design`: how a sample was drawn.
- `ratios`: shares, means and totals by domain, with standard errors, covariances and design effects.
- `sums`: the same shares from sums that add up, of any number of respondents.
- `intervals`: confidence intervals of shares and of other estimates.
- `quantiles`: quantiles of hours.
- `replication`: jackknife, bootstrap and replicate weights that come with the data, in place of a design.
- `differences`: between domains, with tests; Holm's adjustment.
- `waves`: between samples, as in a panel: differences, trends, tests of any change.
- `standardisation`: domains brought to the same mix of respondents.
- `compositions`: tests of whole profiles of shares.
- `association`: tests of two-way tables of respondents.
- `calibration`: weights that meet known totals, raking.
- `trimming`: weights held between bounds; the cost of unequal weights.
- `sequences`: state distributions, entropy and transition rates of diaries slot by slot.
- `episodes`: runs of slots in one state, how long they last, what follows what.
- `complexity`: complexity index and turbulence.
- `bands`: simultaneous bands for a curve.
- `planning`: how large the next survey must be.
- `power`: how many respondents find a change of a given size.
- `agreement`: kappa, alpha and AC1 of two codings of the same slots.
- `staffing`: from volumes of work to workers.

Underneath: `arrays` (checks), `cells` (what is estimated), `linearisation` (its variance), `distributions`.
Throughout, n is respondents, d domains, k columns (categories), c clusters and h strata.
"""
