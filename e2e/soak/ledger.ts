import { expect } from '@playwright/test'
import type { Repository } from './repository.ts'
import type { StoredProject } from './stored.ts'

/** Where a person types, and what the agent writes. */
export const NOTES = 'notes.txt'
export const stepPath = (n: number) => `src/step-${n}.ts`
export const stepContent = (n: number) => `export const value${n} = ${n}\n${'// fuel\n'.repeat(20)}`

/** Where a restore leads, as long as nobody knows whether it was done. */
interface PendingRestore {
  readonly files: ReadonlyMap<string, Buffer>
  acknowledged: boolean
}

/** What somebody was told is done, and what may have been done without a word. */
export interface Ledger {
  /** Steps whose files the model was told are written. */
  readonly steps: Set<number>
  /** The names of versions that the person was told are saved. */
  readonly versions: Set<string>
  /** What the notes say for certain, and what is being typed behind that. */
  notes: { certain: string; typing: string }
  restore: PendingRestore | undefined
  /** Throws when something of all this is not there. Takes what is there as certain from then on. */
  check(project: StoredProject, repository: Repository): Promise<void>
}

export function createLedger(): Ledger {
  const ledger: Ledger = {
    steps: new Set(),
    versions: new Set(),
    notes: { certain: '', typing: '' },
    restore: undefined,
    check: async (project, repository) => {
      expect(await repository.fsck()).toBe('')
      checkVersions(project, ledger.versions)
      const restored = ledger.restore && isRestored(project, ledger.restore)
      if (ledger.restore?.acknowledged) expect(restored, 'the restore that was told').toBe(true)
      if (!restored) checkWork(project, ledger)
      ledger.steps.clear()
      for (const path of project.files.keys()) {
        const n = /^src\/step-(\d+)\.ts$/.exec(path)?.[1]
        if (n !== undefined) ledger.steps.add(Number(n))
      }
      ledger.notes = { certain: project.files.get(NOTES)?.toString() ?? '', typing: '' }
      ledger.restore = undefined
    },
  }
  return ledger
}

/** All of it, or nothing: a restore is one step. */
function isRestored({ files }: StoredProject, { files: then }: PendingRestore): boolean {
  return files.size === then.size && [...then].every(([path, is]) => files.get(path)?.equals(is))
}

function checkVersions({ checkpoints, objects, refs }: StoredProject, names: Set<string>): void {
  const saved = checkpoints.flatMap(({ cause }) => (cause.type === 'saved' ? [cause.name] : []))
  expect(saved).toEqual(expect.arrayContaining([...names]))
  expect(checkpoints.filter(({ id, tree }) => !objects.has(id) || !objects.has(tree))).toEqual([])
  expect(checkpoints.map(({ number }) => number)).toEqual(checkpoints.map((_, i) => i + 1))
  const head = refs.find(({ name }) => name === 'refs/heads/main')?.value
  expect(head).toBe(checkpoints.at(-1)?.id)
}

function checkWork({ files }: StoredProject, { steps, notes }: Ledger): void {
  for (const n of steps)
    expect(files.get(stepPath(n))?.toString(), stepPath(n)).toBe(stepContent(n))
  const there = files.get(NOTES)?.toString() ?? ''
  expect(there.startsWith(notes.certain), `the notes ${there} begin with ${notes.certain}`).toBe(
    true,
  )
  expect(`${notes.certain}${notes.typing}`.startsWith(there), `the notes are ${there}`).toBe(true)
}
