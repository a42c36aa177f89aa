import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * jsh, played by bash: the options `--osc` and `-c`, the prompt, the marks that tell
 * a terminal what the shell is doing, and the message for a missing command.
 */
const profile = `
command_not_found_handle() {
  printf 'jsh: command not found: %s\\n' "$1" >&2
  return 127
}
if [[ $- == *i* ]]; then
  HISTFILE=
  PS1='\\n\\[\\e[1;36m\\]\\w\\[\\e[0m\\]\\n\\[\\e[1;35m\\]❯\\[\\e[0m\\] '
  bind 'set enable-bracketed-paste off'
  __jsh_prompt() {
    local code=$?
    [[ $JSH_OSC ]] || return
    if [[ $__jsh_started ]]; then
      printf '\\e]654;exit=%s:%s\\a' "$$" "$code"
    else
      __jsh_started=1
      printf '\\e]654;interactive\\a'
    fi
    printf '\\e]654;prompt\\a'
  }
  PROMPT_COMMAND=__jsh_prompt
fi
`

const program = (profilePath: string) => `#!/usr/bin/env bash
if [[ $1 == --osc ]]; then
  export JSH_OSC=1
  shift
fi
if (( $# == 0 )); then
  exec -a jsh bash --noprofile --rcfile '${profilePath}' -i
fi
# Not by BASH_ENV: bash ignores it when its input is a socket, as Node's pipes are.
. '${profilePath}'
export -f command_not_found_handle
exec -a jsh bash --noprofile "$@"
`

/** Puts the program `jsh` into a folder of programs. */
export async function installJsh(bin: string): Promise<void> {
  const profilePath = path.join(bin, '.jsh-profile')
  await writeFile(profilePath, profile)
  await writeFile(path.join(bin, 'jsh'), program(profilePath))
  await chmod(path.join(bin, 'jsh'), 0o755)
}

/** What a shell says about a program that is not there; the exit code to go with it is 127. */
export function commandNotFound(command: string, terminal: boolean): string {
  return `jsh: command not found: ${command}${terminal ? '\r\n' : '\n'}`
}
