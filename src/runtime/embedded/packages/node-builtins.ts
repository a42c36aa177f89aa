const NAMES = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram ' +
    'diagnostics_channel dns domain events fs http http2 https inspector module net os path ' +
    'perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls ' +
    'trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
)

/** True for a module that comes with Node: `fs`, `fs/promises`, `node:test`. */
export function isNodeBuiltin(specifier: string): boolean {
  if (specifier.startsWith('node:')) return true
  const slash = specifier.indexOf('/')
  return NAMES.has(slash < 0 ? specifier : specifier.slice(0, slash))
}
