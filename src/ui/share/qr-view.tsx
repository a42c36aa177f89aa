import { useEffect, useState } from 'react'
import type { QrCode } from '#share/qr.ts'
import styles from './share-dialog.module.css'

/** The link for a camera; says so where it is too long for one. */
export function QrView({ text }: { readonly text: string }) {
  const [made, setMade] = useState<{ readonly code: QrCode | undefined }>()

  useEffect(() => {
    let current = true
    import('#share/qr.ts').then(
      ({ qrCode }) => current && setMade({ code: qrCode(text) }),
      () => undefined, // Without its code there is no picture; the link is there.
    )
    return () => {
      current = false
    }
  }, [text])

  if (!made) return <div className={styles.qr} />
  const { code } = made
  if (!code) return <p className={styles.noQr}>Too long for a QR code</p>
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${code.size} ${code.size}`}
      role="img"
      aria-label="The link as a QR code"
      shapeRendering="crispEdges"
    >
      {/* Dark on light in both faces: that is what cameras read. */}
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  )
}
