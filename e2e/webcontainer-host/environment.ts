import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Shared by every boot of every run, so that only the first install downloads. */
const npmCache = fileURLToPath(
  new URL('../../node_modules/.cache/webcontainer-host/npm', import.meta.url),
)

/** Taken over from the machine: what programs need to start and npm to reach its registry. */
const inherited =
  /^(LANG|LC_\w+|TZ|USER|LOGNAME|TMPDIR|(https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_(registry|ca|cafile|proxy|https_proxy|noproxy|strict_ssl|globalconfig))$/i

/**
 * The environment of a boot's programs. Nothing of the test run leaks in: neither
 * NODE_ENV or CI nor the programs of this repository's own node_modules.
 */
export function createEnvironment(bin: string, home: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && inherited.test(entry[0]),
  )
  const userConfig =
    process.env.npm_config_userconfig ?? path.join(process.env.HOME ?? '/', '.npmrc')
  return {
    ...Object.fromEntries(kept),
    ...(existsSync(userConfig) ? { npm_config_userconfig: userConfig } : {}),
    npm_config_cache: npmCache,
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    HOME: home,
    PATH: [bin, ...machinePath()].join(path.delimiter),
    SHELL: path.join(bin, 'jsh'),
    TERM: 'xterm-256color',
  }
}

/** Where the programs of the machine are, this Node first. */
export function machinePath(): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return [
    path.dirname(process.execPath),
    ...folders.filter((folder) => folder && !folder.includes('node_modules')),
  ]
}

/** The file of a command: as a shell finds it. Undefined when there is none. */
export function findProgram(
  command: string,
  folders: readonly string[],
  cwd: string,
): string | undefined {
  const candidates = command.includes('/')
    ? [path.resolve(cwd, command)]
    : folders.map((folder) => path.resolve(cwd, folder, command))
  return candidates.find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
