import { useState } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import { useApp } from '../context.ts'
import { showFailure } from '../controls/toasts.ts'
import { clearDraft } from './draft.ts'
import { startProject, type Start } from './start-project.ts'

export interface NewApp {
  readonly template: string
  readonly name: string
  readonly prompt: string
}

type NewStart = Omit<Start, 'created'>

/** The two ways to begin, and which of them is under way. Failures are told in a toast. */
export function useStart() {
  const app = useApp()
  const [, navigate] = useHashLocation()
  const [starting, setStarting] = useState<'prompt' | 'sample'>()

  /** `prepare` gives what to start with, which may have to be fetched first. */
  async function start(what: 'prompt' | 'sample', prepare: () => Promise<NewStart> | NewStart) {
    setStarting(what)
    try {
      await startProject(app, { ...(await prepare()), created: (id) => navigate(`/p/${id}`) })
    } catch (error) {
      showFailure(error)
    } finally {
      setStarting(undefined)
    }
  }

  return {
    starting,
    build: ({ prompt, ...project }: NewApp) =>
      start('prompt', () => ({ project, prompt, begun: clearDraft })),
    trySample: () => start('sample', sample),
  }
}

async function sample(): Promise<NewStart> {
  const { samplePrompt, sampleTemplate } = await import('#models/sample.ts')
  return {
    project: { template: sampleTemplate, name: 'Daybook sample', scripted: true },
    prompt: samplePrompt,
    begun: () => undefined,
  }
}
