import { expect, it, vi } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createViewer } from './create-viewer.ts'

it('shows a project without running it, and refuses to change or to keep it', async () => {
  const embedded = vi.fn()
  const files = new Map([['a.ts', encodeText('1')]])
  const viewer = createViewer({ name: 'Counter', template: undefined, files, embedded })
  expect(viewer.workspace.text('a.ts')).toBe('1')
  expect(viewer.readOnly).toBe(true)
  const change = { type: 'delete', path: 'a.ts' } as const
  expect(() => viewer.workspace.apply([change], 'user')).toThrow('only shown here')
  for (const refused of [
    viewer.agent.send('hello'),
    viewer.saveVersion('mine'),
    viewer.chooseRuntime('webcontainer'),
    viewer.history.keep({ type: 'start' }),
    viewer.gitFiles.write('HEAD', new Uint8Array()),
  ]) {
    await expect(refused).rejects.toMatchObject({ kind: 'unsupported' })
  }
  await viewer.close()
  expect(embedded).not.toHaveBeenCalled()
})
