import { expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { parseScript } from './parse-script.ts'
import { readProjectConfig } from '../dev/config.ts'
import { createEngineFiles } from '../create-files.ts'

vi.mock('./esbuild.ts', () => ({
  loadEsbuild: () => Promise.reject(new Failure('offline', 'esbuild could not be loaded.')),
}))

it('tells of newer syntax that its compiler is missing, beside what is wrong without it', async () => {
  const config = readProjectConfig(createEngineFiles(), 'development')
  const source = '@mark\nexport class Decorated {}\n'
  const parsing = parseScript({ path: 'src/a.js', source, lang: 'js', development: true }, config)
  await expect(parsing).rejects.toMatchObject({
    problem: {
      file: 'src/a.js',
      line: 1,
      message: expect.stringMatching(
        /^Unexpected character.*\n.*esbuild could not be loaded/,
      ) as string,
    },
  })
})
