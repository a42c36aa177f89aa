/**
 * What the stand-in can do wrong:
 * - `silent`: the frame never answers, so `boot` hangs.
 * - `refuse`: the next `build` is rejected; the one after works.
 * - `vanish`: every frame that runs now goes dead at once; new pages work.
 * - `install-fails`, `install-hangs`: npm exits with 1, or prints nothing for ever.
 * - `server-dies`: a server is killed shortly after its `server-ready`.
 * - `slow-boot:<ms>`: `build` takes that much longer.
 */
export type Misbehaviour =
  | 'none'
  | 'silent'
  | 'refuse'
  | 'vanish'
  | 'install-fails'
  | 'install-hangs'
  | 'server-dies'
  | `slow-boot:${number}`

const fixedModes: readonly string[] = [
  'none',
  'silent',
  'refuse',
  'vanish',
  'install-fails',
  'install-hangs',
  'server-dies',
]

/**
 * The first label of the host name that makes one frame misbehave, whatever the rest
 * of the host does: `http://<label>.localhost:<port>`. The client keeps only the
 * origin of the address it is given, so the choice has to be in the host name.
 */
export function toHostLabel(mode: Misbehaviour): string {
  return mode.replace(':', '-')
}

/** The misbehaviour of a host name label; undefined when it names none. */
export function fromHostLabel(label: string): Misbehaviour | undefined {
  const mode = label.replace(/^slow-boot-(?=\d+$)/, 'slow-boot:')
  return isMisbehaviour(mode) ? mode : undefined
}

/** How long a boot is held back, in milliseconds. */
export function bootDelay(mode: Misbehaviour): number {
  return mode.startsWith('slow-boot:') ? Number(mode.slice('slow-boot:'.length)) : 0
}

function isMisbehaviour(mode: string): mode is Misbehaviour {
  return fixedModes.includes(mode) || /^slow-boot:\d+$/.test(mode)
}
