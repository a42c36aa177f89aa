import type { TestInfo } from '@playwright/test'
import { expect } from '@playwright/test'
import type { Cost } from './meter.ts'

/** What a figure must be for the promise to hold. */
export type Limit = { readonly atMost: number } | { readonly exactly: number }

/** What one bench found. Figures without a limit are only reported. */
export interface Finding {
  /** What is promised or measured, in one line. */
  readonly name: string
  /** Units are in the names: Ms, Bytes, … */
  readonly figures: Readonly<Record<string, unknown>>
  /** By figure. None: measured for information. */
  readonly limits?: Readonly<Record<string, Limit>>
  readonly browser: string
}

/** The attachment that carries a finding to the reporter. */
export const ATTACHMENT = 'finding'

/** Hands a finding to the reporter; the test fails, and with it the run, where a limit is not kept. */
export async function report(info: TestInfo, finding: Finding): Promise<void> {
  const body = JSON.stringify(finding)
  await info.attach(ATTACHMENT, { body, contentType: 'application/json' })
  for (const figure of Object.keys(finding.limits ?? {})) {
    const { value, limit, holds } = judge(finding, figure)
    expect.soft(holds, `${figure}: ${String(value)}, limit ${JSON.stringify(limit)}`).toBe(true)
  }
}

export interface Verdict {
  readonly value: unknown
  readonly limit: Limit | undefined
  readonly holds: boolean
}

/** Whether one figure keeps to its limit. One that is missing or no number does not. */
export function judge({ figures, limits }: Finding, figure: string): Verdict {
  const value = figures[figure]
  const limit = limits?.[figure]
  if (!limit) return { value, limit, holds: true }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { value, limit, holds: false }
  const holds = 'atMost' in limit ? value <= limit.atMost : value === limit.exactly
  return { value, limit, holds }
}

/** The middle of some figures: what a run gives that nothing disturbed. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (upper + lower) / 2
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}

/** A cost as figures of a finding. */
export function costFigures(cost: Cost): Readonly<Record<keyof Cost, number>> {
  return {
    wallMs: round(cost.wallMs),
    scriptMs: round(cost.scriptMs),
    busyMs: round(cost.busyMs),
    longestTaskMs: round(cost.longestTaskMs, 1),
    longTasks: cost.longTasks,
  }
}
