import { isGenerated, pathProblem } from '#workspace/paths.ts'

/** Characters that HFS+ leaves out of names: git takes a name with them for the one without. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
/** Names that some file system takes for git's own folder (git's `verify_path`); it refuses trees with them. */
const GIT_FOLDER = /^(?:\.git|git~1)[ .]*(?::.*)?$/i

/**
 * Why versions leave a path out, in words that follow the path; undefined for
 * what they keep. What is left out stays as it is when a version comes back.
 */
export function leftOutReason(path: string): string | undefined {
  if (isGenerated(path)) return 'is made by tools'
  if (path.split('/').some((name) => GIT_FOLDER.test(name.replace(IGNORED, '')))) {
    return 'has a name that git keeps for itself'
  }
  return pathProblem(path) && 'has a name that no project file may have'
}
