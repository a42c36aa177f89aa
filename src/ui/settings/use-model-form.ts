import { useRef, useState } from 'react'
import { providerOf } from '#models/catalogue.ts'
import type { ModelAccess, ProviderId } from '#models/settings.ts'
import type { App } from '#projects/app.ts'
import { checkBaseURL } from './base-url.ts'

/** What stands in the form, with whatever is known to be wrong with it. */
export interface ModelForm {
  readonly values: ModelAccess
  readonly baseURLProblem: string | undefined
  readonly baseURLWarning: string | undefined
  /** The kept key of the new provider or address is being looked up: wait with Save. */
  readonly recalling: boolean
  readonly setProvider: (provider: ProviderId) => void
  readonly setBaseURL: (baseURL: string) => void
  /** To be called when the address has been typed to its end. */
  readonly judgeBaseURL: () => void
  readonly setModel: (model: string) => void
  readonly setApiKey: (apiKey: string) => void
  /** The values to save or test, tidied; undefined (and the problem shown) when they cannot be used. */
  readonly take: () => ModelAccess | undefined
}

/**
 * The form's state. A key belongs to its provider and address: when one of
 * those changes the key kept for the new place appears instead, so that no key
 * is sent where it was not meant to go. A key that was typed just now stays
 * while its address is put right. `onChange` hears of every change.
 */
export function useModelForm({ settings }: App, onChange: () => void): ModelForm {
  const [values, setValues] = useState<ModelAccess>(() => {
    const { model, apiKey } = settings.store.getState()
    return { ...model, apiKey }
  })
  const [judged, setJudged] = useState(false)
  const [recalling, setRecalling] = useState(false)
  const keyTyped = useRef(false)
  const question = useRef(0)
  const check = checkBaseURL(values.baseURL)

  function change(next: Partial<ModelAccess>) {
    setValues((current) => ({ ...current, ...next }))
    onChange()
  }

  async function recallKey(provider: ProviderId, baseURL: string) {
    const mine = ++question.current
    change({ apiKey: '' })
    setRecalling(true)
    // Without storage there is no kept key to show.
    const apiKey = await settings.keyFor({ provider, baseURL }).catch(() => '')
    if (mine !== question.current) return
    setRecalling(false)
    if (!keyTyped.current) change({ apiKey })
  }

  return {
    values,
    baseURLProblem: judged && !check.ok ? check.problem : undefined,
    baseURLWarning: check.ok ? check.warning : undefined,
    recalling,
    setProvider: (provider) => {
      const { baseURL, models } = providerOf(provider)
      keyTyped.current = false
      setJudged(false)
      change({ provider, baseURL, model: models[0] ?? '' })
      void recallKey(provider, baseURL)
    },
    setBaseURL: (baseURL) => {
      change({ baseURL })
      const next = checkBaseURL(baseURL)
      if (next.ok && !keyTyped.current) void recallKey(values.provider, next.baseURL)
    },
    judgeBaseURL: () => setJudged(values.baseURL.trim() !== ''),
    setModel: (model) => change({ model }),
    setApiKey: (apiKey) => {
      keyTyped.current = true
      change({ apiKey })
    },
    take: () => {
      setJudged(true)
      if (!check.ok) return undefined
      return {
        ...values,
        baseURL: check.baseURL,
        model: values.model.trim(),
        apiKey: values.apiKey.trim(),
      }
    },
  }
}
