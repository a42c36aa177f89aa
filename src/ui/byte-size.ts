const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** "18.4 MB": powers of 1000, one decimal below 100. */
export function byteSize(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit++
  }
  const digits = unit === 0 || amount >= 100 ? 0 : 1
  return `${Number(amount.toFixed(digits))} ${units[unit] ?? 'B'}`
}
