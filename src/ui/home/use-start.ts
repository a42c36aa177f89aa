import { useState } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import { asFailure } from '#failure.ts'
import type { NewProject } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { showToast } from '../controls/toasts.ts'
import { clearDraft } from './draft.ts'
import { startProject } from './start-project.ts'
import { sample } from './suggestions.ts'

export interface NewApp {
  readonly template: string
  readonly name: string
  readonly prompt: string
}

/** The two ways to begin, and which of them is under way. Failures are told in a toast. */
export function useStart() {
  const app = useApp()
  const [, navigate] = useHashLocation()
  const [starting, setStarting] = useState<'prompt' | 'sample'>()

  async function start(
    what: 'prompt' | 'sample',
    project: NewProject,
    prompt: string,
    begun: () => void,
  ) {
    setStarting(what)
    const created = (id: string) => navigate(`/p/${id}`)
    try {
      await startProject(app, { project, prompt, created, begun })
    } catch (error) {
      const { kind, message, hint } = asFailure(error)
      if (kind !== 'aborted') {
        showToast({ tone: 'bad', message: [message, hint].filter(Boolean).join(' ') })
      }
    } finally {
      setStarting(undefined)
    }
  }

  return {
    starting,
    build: ({ prompt, ...project }: NewApp) => start('prompt', project, prompt, clearDraft),
    trySample: () =>
      start(
        'sample',
        { template: sample.template, name: sample.name, scripted: true },
        sample.prompt,
        () => undefined,
      ),
  }
}
