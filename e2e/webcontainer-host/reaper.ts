import { spawn } from 'node:child_process'
import { markVariable } from './family.ts'

/**
 * Waits for its input to end, which happens however this process ends, then kills
 * every process with the mark and removes the folder.
 */
const program = `
cat > /dev/null
for file in $(grep -lsF "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill -KILL "\${pid%/environ}"
done
rm -rf "$2"
`

/**
 * Starts a process that clears away after this one, even after a SIGKILL.
 * `release` lets it do its work now.
 */
export function startReaper(mark: string, folder: string): { release(): Promise<void> } {
  const reaper = spawn('/bin/sh', ['-c', program, 'reaper', `${markVariable}=${mark}`, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // It must not keep a test run alive that forgot to close its host.
  reaper.unref()
  const ended = new Promise<void>((resolve) => reaper.once('exit', () => resolve()))
  return {
    release() {
      reaper.stdin.end()
      reaper.ref()
      return ended
    },
  }
}
