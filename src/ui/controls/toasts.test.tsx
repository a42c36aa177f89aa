// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeApp } from '../fake-app.ts'
import { button, press, render, unmount } from '../test-page.tsx'
import { Toaster } from './toaster.tsx'
import { showToast, toasts } from './toasts.ts'

const pile = () => toasts.getState().pile.map(({ message }) => message)
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds))

beforeEach(() => {
  vi.useFakeTimers()
  toasts.setState({ pile: [] })
})
afterEach(async () => {
  await unmount()
  vi.useRealTimers()
})

describe('toasts', () => {
  it('go by themselves, those with a way back later', async () => {
    showToast({ message: 'Saved' })
    showToast({ message: 'Deleted', action: { label: 'Undo', run: () => undefined } })
    await render(createFakeApp(), <Toaster />)
    await pass(6_000)
    expect(pile()).toEqual(['Deleted'])
    await pass(6_000)
    expect(pile()).toEqual([])
  })

  it('stay while somebody points at them', async () => {
    showToast({ message: 'Saved' })
    await render(createFakeApp(), <Toaster />)
    const toast = document.querySelector('li')
    // React hears entering and leaving from these two.
    await act(async () => {
      toast?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
      await vi.advanceTimersByTimeAsync(0)
    })
    await pass(60_000)
    expect(pile()).toEqual(['Saved'])
    await act(async () => {
      toast?.dispatchEvent(new PointerEvent('pointerout', { bubbles: true }))
      await vi.advanceTimersByTimeAsync(0)
    })
    await pass(6_000)
    expect(pile()).toEqual([])
  })

  it('run their action once and go', async () => {
    const run = vi.fn()
    showToast({ message: 'Deleted', action: { label: 'Undo', run } })
    await render(createFakeApp(), <Toaster />)
    await press(button('Undo'))
    expect(run).toHaveBeenCalledOnce()
    expect(pile()).toEqual([])
  })

  it('never pile up higher than three', () => {
    for (const message of ['one', 'two', 'three', 'four']) showToast({ message })
    expect(pile()).toEqual(['two', 'three', 'four'])
  })
})
