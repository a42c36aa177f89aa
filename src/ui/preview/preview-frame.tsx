import { useEffect, useState, type RefObject } from 'react'
import { commandData } from '#runtime/preview/messages.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { BEAT } from './page-watch.ts'
import { previewAddress, usePreview } from './preview-state.ts'
import styles from './preview-pane.module.css'

interface PreviewFrameProps {
  readonly url: string
  readonly kind: Runtime['kind']
  /** Somebody is in the page. */
  readonly onTouched: () => void
  readonly frame: RefObject<HTMLIFrameElement | null>
}

/**
 * What a preview may do. A WebContainer serves it from an origin of its own, so
 * `allow-same-origin` gives it its own storage and nothing of ours; what is left
 * out is moving our tab elsewhere. The embedded engine serves it from ours, and
 * needs the word so that the service worker is asked at all: the header of its
 * answer makes the origin opaque (see worker/service-worker.ts).
 */
const SANDBOX = {
  webcontainer:
    'allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads allow-pointer-lock',
  embedded:
    'allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock',
} as const

const ALLOW = {
  webcontainer:
    'cross-origin-isolated; clipboard-read; clipboard-write; fullscreen; geolocation; camera; microphone; autoplay; gamepad',
  embedded: 'cross-origin-isolated; fullscreen; autoplay; gamepad',
} as const

/** Where a preview's messages come from. */
export function previewOrigin(url: string, kind: Runtime['kind']): string {
  return kind === 'embedded' ? 'null' : new URL(url).origin
}

/** Where to post to. An opaque origin can only be addressed by "*": nothing secret is ever posted. */
export function previewTarget(url: string, kind: Runtime['kind']): string {
  return kind === 'embedded' ? '*' : new URL(url).origin
}

/**
 * The running app. It is not `credentialless`: that takes the app's storage
 * and service workers away with every load, and dev servers of a runtime send
 * the embedding headers that an isolated page asks for.
 */
export function PreviewFrame({ url, kind, onTouched, frame }: PreviewFrameProps) {
  const preview = usePreview()
  const [address] = useState(() => previewAddress(url, preview.store.getState().path))

  useEffect(() => {
    const origin = previewOrigin(url, kind)
    const listen = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== origin) return
      preview.receive(event.data)
    }
    preview.loading()
    window.addEventListener('message', listen)
    const timer = setInterval(() => {
      preview.beat()
      const target = frame.current?.contentWindow
      if (preview.store.getState().heard) {
        target?.postMessage(commandData({ type: 'ping' }), previewTarget(url, kind))
      }
    }, BEAT)
    return () => {
      clearInterval(timer)
      window.removeEventListener('message', listen)
    }
  }, [url, kind, frame, preview])

  useEffect(() => {
    // Of what happens inside we only see that the focus goes there.
    const left = () => {
      if (frame.current && document.activeElement === frame.current) onTouched()
    }
    window.addEventListener('blur', left)
    return () => window.removeEventListener('blur', left)
  }, [frame, onTouched])

  return (
    <iframe
      ref={frame}
      title="Preview"
      className={styles.frame}
      src={address}
      sandbox={SANDBOX[kind]}
      allow={ALLOW[kind]}
    />
  )
}
