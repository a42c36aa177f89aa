import { isGenerated, pathProblem } from '#workspace/paths.ts'

/** Characters that HFS+ leaves out of names: git takes a name with them for the one without. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
const GIT_FOLDER = /^(?:\.git|git~1)[ .]*(?::.*)?$/i

/**
 * Whether some file system takes a name for git's own folder: in other case, with an ignored
 * character (HFS+), a trailing dot, space or stream, or as the short name (NTFS). As git's own
 * `verify_path` sees it, which refuses trees with them.
 */
export const isGitFolder = (name: string): boolean => GIT_FOLDER.test(name.replace(IGNORED, ''))

/**
 * Why versions leave a path out, in words that follow the path; undefined for
 * what they keep. What is left out stays as it is when a version comes back.
 */
export function leftOutReason(path: string): string | undefined {
  if (isGenerated(path)) return 'is made by tools'
  if (path.split('/').some(isGitFolder)) {
    return 'has a name that git keeps for itself'
  }
  return pathProblem(path) && 'has a name that no project file may have'
}
