import { useEffect, useState, type RefObject } from 'react'
import { usePreview } from './preview-state.ts'
import styles from './preview-pane.module.css'

interface PreviewFrameProps {
  readonly url: string
  readonly frame: RefObject<HTMLIFrameElement | null>
}

/**
 * The running app. It lives on an origin of its own, so `allow-same-origin`
 * gives it its own storage and nothing of ours; what is left out is moving
 * our tab elsewhere. It is not `credentialless`: that takes the app's storage
 * and service workers away with every load, and dev servers of a runtime send
 * the embedding headers that an isolated page asks for.
 */
export function PreviewFrame({ url, frame }: PreviewFrameProps) {
  const preview = usePreview()
  const [address] = useState(() => new URL(preview.store.getState().path, url).href)

  useEffect(() => {
    const { origin } = new URL(url)
    const listen = (event: MessageEvent) => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return
      preview.receive(event.data)
    }
    preview.loading()
    window.addEventListener('message', listen)
    return () => window.removeEventListener('message', listen)
  }, [url, frame, preview])

  return (
    <iframe
      ref={frame}
      title="Preview"
      className={styles.frame}
      src={address}
      sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads allow-pointer-lock"
      allow="cross-origin-isolated; clipboard-read; clipboard-write; fullscreen; geolocation; camera; microphone; autoplay; gamepad"
    />
  )
}
