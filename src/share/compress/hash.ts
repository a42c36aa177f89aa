/** Mixes two 32-bit integers into one. Part of the link format. */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a, 0x2f0b4c47) ^ Math.imul(b + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
