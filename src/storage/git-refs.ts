import { Failure } from '#failure.ts'
import type { ObjectId } from '#history/history.ts'
import { isObjectId } from '#history/objects.ts'

const BRANCHES = 'refs/heads/'
const SYMBOLIC = 'ref: '
/** Of a repository that has none yet. */
const FIRST_BRANCH = 'main'

/** The value of HEAD, as a ref record. */
export function headOf(branch: string): string {
  return SYMBOLIC + BRANCHES + branch
}

/** HEAD's branch. A HEAD that names a commit directly, which Tabsmith never writes, counts as none. */
export function branchOf(head: string | undefined): string {
  const prefix = SYMBOLIC + BRANCHES
  return head?.startsWith(prefix) ? head.slice(prefix.length) : FIRST_BRANCH
}

/** The commit that a ref names directly. */
export function commitOf(value: string | undefined): ObjectId | undefined {
  return value !== undefined && isObjectId(value) ? value : undefined
}

/** Throws Failure 'invalid' for what is neither an id nor another ref's name. */
export function checkRefValue(name: string, value: string): string {
  if (isObjectId(value) || /^ref: refs\/\S+$/.test(value)) return value
  throw new Failure('invalid', `The git ref ${name} would have a value that git cannot read.`, {
    hint: 'Nothing was changed. Try again.',
  })
}
