import { WebSocket } from 'ws'
import { expect, it } from 'vitest'
import { startWebContainerHost } from './server.ts'
import { decode, encode } from './wire.ts'

it('answers', async () => {
  const host = await startWebContainerHost()
  const socket = new WebSocket(host.origin.replace('http', 'ws') + '/machine', {
    origin: host.origin,
  })
  socket.on('error', (e) => console.log(e))
  await new Promise((resolve) => socket.once('open', resolve))
  const answer = new Promise<Buffer>((resolve) => socket.on('message', resolve))
  socket.send(encode({ type: 'call', id: 1, method: 'build', args: [{ host: '127.0.0.1:3' }] }))
  console.log(decode(await answer))
  await host.close()
  expect(1).toBe(1)
})
