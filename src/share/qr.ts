import { encode } from 'uqr'

/**
 * Bytes that the largest QR code (version 40, error correction L, byte mode)
 * holds: ISO/IEC 18004, table 7. Cameras read codes of a third of that with ease.
 */
export const MAX_QR_BYTES = 2953

/** Light modules that a reader needs around the code (ISO/IEC 18004, 6.3.8). */
const QUIET_ZONE = 4

export interface QrCode {
  /** Modules along a side, the quiet zone included: `viewBox="0 0 size size"`. */
  readonly size: number
  /** An SVG path of the dark modules, one unit each. Draw it dark on light. */
  readonly path: string
}

/** Undefined when the text is longer than a QR code holds. Import this file lazily: few need it. */
export function qrCode(text: string): QrCode | undefined {
  if (new TextEncoder().encode(text).length > MAX_QR_BYTES) return undefined
  const { size, data } = encode(text, { ecc: 'L', border: QUIET_ZONE })
  const runs = data.flatMap((row, y) => darkRuns(row).map(([x, end]) => bar(x, y, end - x)))
  return { size, path: runs.join('') }
}

/** Where dark modules begin and end in a row. */
function darkRuns(row: readonly boolean[]): [start: number, end: number][] {
  const runs: [number, number][] = []
  for (let x = 0; x < row.length; x++) {
    const last = runs.at(-1)
    if (!row[x]) continue
    if (last?.[1] === x) last[1]++
    else runs.push([x, x + 1])
  }
  return runs
}

function bar(x: number, y: number, width: number): string {
  return `M${x} ${y}h${width}v1h-${width}z`
}
