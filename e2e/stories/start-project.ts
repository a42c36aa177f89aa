import { expect } from '@playwright/test'
import { reply, text, type FakeModel } from '../fake-model/fake-model.ts'
import type { Tabsmith } from '../tabsmith.ts'

/** Starts a project that nothing was built in yet: the model only asks back. */
export async function startProject(tabsmith: Tabsmith, fakeModel: FakeModel): Promise<void> {
  fakeModel.queue(reply(text('What shall it do?')))
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await tabsmith.build('a list')
  await expect(tabsmith.log.getByText('What shall it do?')).toBeVisible()
  await tabsmith.rest()
}
