import { Failure } from '#failure.ts'

/** Where the project lies for programs. `HOME` is `/`, so that a prompt shows `~/project`. */
export const PROJECT = '/project'

/** `path`, absolute and without `.` and `..`, as seen from `folder`. */
export function absolutePath(folder: string, path: string): string {
  const names: string[] = []
  for (const name of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/** The path in the project ('' for the project itself), or undefined for a place outside of it. */
export function projectPath(absolute: string): string | undefined {
  if (absolute === PROJECT) return ''
  return absolute.startsWith(`${PROJECT}/`) ? absolute.slice(PROJECT.length + 1) : undefined
}

/** The folder that `SpawnOptions.cwd` means, absolute. Failure 'invalid' when it is outside of the project. */
export function startFolder(cwd: string | undefined): string {
  const absolute = absolutePath(PROJECT, cwd ?? '')
  if (cwd?.includes('\0') || projectPath(absolute) === undefined) {
    throw new Failure('invalid', `The folder ${JSON.stringify(cwd)} lies outside of the project.`, {
      hint: 'Give a folder relative to the project.',
    })
  }
  return absolute
}

/** What programs find in their environment. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/',
  PATH: '/usr/bin:/bin',
  LANG: 'en_GB.UTF-8',
}
