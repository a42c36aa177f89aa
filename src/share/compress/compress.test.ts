import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compress, decompress } from './compress.ts'
it('x', () => {
  const ctx = Buffer.concat(
    [
      'package-lock.json',
      'index.html',
      'src/index.css',
      'src/main.tsx',
      'src/App.css',
      'src/App.tsx',
    ].map((f) => readFileSync('templates/react-ts/' + f).subarray(0, 4096)),
  )
  const data = Buffer.concat(readdirSync('/tmp/fx').map((f) => readFileSync('/tmp/fx/' + f)))
  for (let i = 0; i < 3; i++) {
    let t = performance.now()
    const c = compress(data, ctx)
    console.log(data.length, c.length, performance.now() - t)
    t = performance.now()
    const d = decompress(c, data.length, ctx)
    console.log(performance.now() - t)
    expect(Buffer.compare(Buffer.from(d!), data)).toBe(0)
  }
  const big = new Uint8Array(192 * 1024).map((_, i) => ((i * i * 31) >>> 5) & 255)
  let t = performance.now()
  const c = compress(big, ctx)
  console.log(c.length, performance.now() - t)
})
