/**
 * The logistic curve, on integers so that every browser computes the same:
 * probabilities in 4096ths (1 to 4095), logits ln(p / (1 − p)) in 256ths
 * (−2047 to 2047). Predictions are mixed as logits.
 */

const MAX_LOGIT = 2047

/** 4096 / (1 + e^−x) at every half from x = −8 to 8; straight lines between. Part of the link format. */
const CURVE = [
  1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607,
  3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
]

const squashed = Int16Array.from({ length: 2 * MAX_LOGIT + 1 }, (_, index) => {
  const logit = index - MAX_LOGIT
  const step = (logit >> 7) + 16
  const between = logit & 127
  return ((CURVE[step] ?? 0) * (128 - between) + (CURVE[step + 1] ?? 0) * between + 64) >> 7
})

const stretched = new Int16Array(4096).fill(MAX_LOGIT)
for (let probability = 0, logit = -MAX_LOGIT; logit <= MAX_LOGIT; logit++) {
  for (; probability <= squash(logit); probability++) stretched[probability] = logit
}

export function clampLogit(logit: number): number {
  return Math.max(-MAX_LOGIT, Math.min(MAX_LOGIT, logit))
}

/** The probability of a logit within its range. */
export function squash(logit: number): number {
  return squashed[logit + MAX_LOGIT] ?? 0
}

/** The logit of a probability, 0 to 4095. */
export function stretch(probability: number): number {
  return stretched[probability] ?? 0
}
