import { writeFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** How the next installs go. */
export type InstallMode = 'real' | 'fails' | 'hangs'

/**
 * Stands before the machine's npm on the PATH, so that an install misbehaves however
 * it is started: spawned, from a script or typed in a terminal. The wording is npm's.
 */
const program = (modePath: string, realNpm: string) => `#!/bin/sh
mode=$(cat '${modePath}')
for argument; do
  case "$argument" in
    -*) ;;
    install | i | add | ci) installs=yes; break ;;
    *) break ;;
  esac
done
if [ "$installs$mode" = yesfails ]; then
  cat >&2 <<'END'
npm error code ETARGET
npm error notarget No matching version found for react@99.0.0.
npm error notarget In most cases you or one of your dependencies are requesting
npm error notarget a package version that doesn't exist.
npm error A complete log of this run can be found in: ~/.npm/_logs/debug-0.log
END
  exit 1
fi
if [ "$installs$mode" = yeshangs ]; then exec sleep 86400; fi
exec '${realNpm}' "$@"
`

/** Puts the program `npm` into a folder of programs; `set` changes how later installs go. */
export async function installNpm(
  bin: string,
  realNpm: string,
): Promise<{ set(mode: InstallMode): void }> {
  const modePath = path.join(bin, '.npm-mode')
  await writeFile(modePath, 'real')
  await writeFile(path.join(bin, 'npm'), program(modePath, realNpm))
  await chmod(path.join(bin, 'npm'), 0o755)
  return { set: (mode) => writeFileSync(modePath, mode) }
}
