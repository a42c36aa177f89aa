import { expect, test } from '@playwright/test'

test('the test browser draws text that has a size and can be clicked', async ({ page }) => {
  await page.setContent('<button>Text has a size</button>')
  const box = await page.getByRole('button').boundingBox()
  expect(box?.width).toBeGreaterThan(60)
  await page.getByRole('button').click()
})
