import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import type { Reply, ReplyPart, ReplyUsage, StreamOptions } from './script.ts'

/** What every event of one answer shares. */
export interface Envelope {
  readonly id: string
  /** Seconds since the epoch. */
  readonly created: number
  readonly model: string
  readonly usage: ReplyUsage | undefined
  readonly encryptReasoning: boolean
}

/** Cuts text into pieces of `size` code points, so that no surrogate pair is torn (byte splits do that). */
export function* inDeltas(text: string, size: number): Generator<string> {
  const points = Array.from(text)
  for (let at = 0; at < points.length; at += size) yield points.slice(at, at + size).join('')
}

/** True for the call in mid-writing when the answer ran out of tokens. */
export function isCutOff(part: ReplyPart, reply: Extract<Reply, { type: 'stream' }>): boolean {
  if (part.type !== 'call' || reply.options.finish !== 'length') return false
  try {
    JSON.parse(part.arguments)
    return false
  } catch {
    return true
  }
}

/** About four characters a token, which is good enough for a meter under test. */
export function usageOf(
  reply: Extract<Reply, { type: 'stream' }>,
  requestLength: number,
): ReplyUsage | undefined {
  if (reply.options.usage === 'none') return undefined
  if (reply.options.usage) return reply.options.usage
  const said = reply.parts.reduce(
    (sum, part) => sum + (part.type === 'call' ? part.arguments : part.text).length,
    0,
  )
  return { input: Math.ceil(requestLength / 4), output: Math.ceil(said / 4) }
}

export interface EventWriter {
  /** Sends one server-sent event. False when the client has gone or the connection was cut. */
  send(data: string): Promise<boolean>
}

/** Writes events at the pace, with the gate, the cut and the byte splits that were asked for. */
export function createEventWriter(
  response: ServerResponse,
  options: StreamOptions,
  splitBytes: number | undefined,
): EventWriter {
  let sent = 0
  const gone = new Promise<void>((resolve) => response.once('close', resolve))

  async function write(bytes: Buffer): Promise<void> {
    const size = splitBytes ?? bytes.length
    for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
      const flushed = response.write(bytes.subarray(at, at + size))
      if (!flushed) {
        await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone])
      }
      // A turn of the event loop lets the piece leave on its own.
      if (splitBytes !== undefined) await nextTick()
    }
  }

  return {
    async send(data) {
      if (options.hold?.after === sent) await Promise.race([options.hold.gate.opened, gone])
      if (options.cutAfter === sent) {
        await nextTick()
        // What was sent before the cut still arrives.
        response.socket?.destroySoon()
        return false
      }
      if (options.pace) await sleep(options.pace)
      if (response.destroyed) return false
      await write(Buffer.from(`data: ${data}\n\n`))
      sent += 1
      return true
    },
  }
}
