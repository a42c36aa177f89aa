import type { Usage } from '#models/stream.ts'
import type { ModelInfo } from '#models/catalogue.ts'

/** Such as "0.4 s", "48 s" or "2 min 5 s". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : wholeSeconds(milliseconds)
}

/** Such as "4 s" or "2 min 5 s"; empty in the first second. */
export function wholeSeconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 1) return ''
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Such as "840 tokens" or "18.2k tokens"; undefined when the provider did not count. */
export function tokens({ inputTokens, outputTokens }: Usage): string | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const count = (inputTokens ?? 0) + (outputTokens ?? 0)
  return `${count < 1000 ? count : `${(count / 1000).toFixed(count < 99_950 ? 1 : 0)}k`} tokens`
}

/** Such as "$0.041"; undefined, never $0, when the price or a count is not known. */
export function money(usage: Usage, price: ModelInfo['price']): string | undefined {
  const { inputTokens, outputTokens, cachedTokens = 0 } = usage
  if (!price || inputTokens === undefined || outputTokens === undefined) return undefined
  const cached = Math.min(cachedTokens, inputTokens)
  const millionths =
    (inputTokens - cached) * price.input +
    cached * (price.cached ?? price.input) +
    outputTokens * price.output
  const dollars = millionths / 1e6
  if (dollars < 0.001) return 'under $0.001'
  return `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`
}
