import { readdir, readFile, readlink } from 'node:fs/promises'
import { findFamily } from './family.ts'

/** A port on which a process of the boot accepts connections. */
export interface OpenPort {
  readonly port: number
  /** Where to connect to reach it. */
  readonly address: '127.0.0.1' | '::1'
  readonly pid: number
}

interface Socket {
  readonly inode: string
  readonly port: number
  readonly address: OpenPort['address']
}

const pollMs = 100
const listenState = '0A'
const ipv6Loopback = '00000000000000000000000001000000'

/**
 * Watches the ports that the family with this mark listens on, until `stop`.
 * The kernel does not announce them, so this polls; the costly search for owners
 * happens only when the machine's listening sockets have changed.
 */
export function watchPorts(
  mark: string,
  on: { opened(port: OpenPort): void; closed(port: OpenPort): void },
): { stop(): void } {
  const open = new Map<number, OpenPort>()
  let before = ''
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const sockets = await listListeners()
    const now = sockets.map((socket) => socket.inode).join()
    if (now === before) return
    const found = await findOwned(sockets, mark)
    if (stopped) return
    before = now
    for (const port of open.values()) {
      if (found.has(port.port)) continue
      open.delete(port.port)
      on.closed(port)
    }
    for (const port of found.values()) {
      if (open.has(port.port)) continue
      open.set(port.port, port)
      on.opened(port)
    }
  }

  function poll(): void {
    void look().then(() => {
      if (!stopped) timer = setTimeout(poll, pollMs)
    })
  }

  poll()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function findOwned(sockets: readonly Socket[], mark: string) {
  const byInode = new Map(sockets.map((socket) => [socket.inode, socket]))
  const found = new Map<number, OpenPort>()
  for (const pid of await findFamily(mark)) {
    for (const inode of await listSocketsOf(pid)) {
      const socket = byInode.get(inode)
      if (socket) found.set(socket.port, { port: socket.port, address: socket.address, pid })
    }
  }
  return found
}

async function listListeners(): Promise<Socket[]> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  )
  return tables.flatMap((table) => table.split('\n').slice(1).flatMap(parseSocket))
}

/** A line of /proc/net/tcp: `sl local_address remote_address state … inode`, all hexadecimal. */
function parseSocket(line: string): Socket[] {
  const fields = line.trim().split(/\s+/)
  const [, local, , state] = fields
  const inode = fields[9]
  if (local === undefined || inode === undefined || state !== listenState) return []
  const [address, port] = local.split(':')
  return [
    {
      inode,
      port: parseInt(port ?? '', 16),
      address: address === ipv6Loopback ? '::1' : '127.0.0.1',
    },
  ]
}

async function listSocketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  const targets = await Promise.all(
    descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  )
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [])
}
