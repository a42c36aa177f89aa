import { FileQuestionMark } from 'lucide-react'
import { useCallback, useState } from 'react'
import { basename } from '#workspace/paths.ts'
import { Blank } from '../controls/blank.tsx'
import { sizeText } from './file-kind.ts'
import styles from './binary-file.module.css'

interface BinaryFileProps {
  readonly path: string
  readonly bytes: Uint8Array
  /** The media type, if it is an image that browsers draw. */
  readonly imageType: string | undefined
}

/** A file that is not text: an image as it looks, anything else with its size. */
export function BinaryFile({ path, bytes, imageType }: BinaryFileProps) {
  if (imageType !== undefined) return <ImageFile path={path} bytes={bytes} type={imageType} />
  return (
    <Blank
      icon={FileQuestionMark}
      className={styles.blank}
      title={`${basename(path)} is not text`}
      text={`${sizeText(bytes.length)} of binary data. It stays as it is and the app can use it.`}
    />
  )
}

interface ImageFileProps {
  readonly path: string
  readonly bytes: Uint8Array
  readonly type: string
}

function ImageFile({ path, bytes, type }: ImageFileProps) {
  const [size, setSize] = useState<string>()
  const [broken, setBroken] = useState<Uint8Array>()

  const draw = useCallback(
    (image: HTMLImageElement | null) => {
      if (!image) return
      const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }))
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [bytes, type],
  )

  if (broken === bytes) {
    return (
      <Blank
        icon={FileQuestionMark}
        className={styles.blank}
        title={`${basename(path)} cannot be drawn`}
        text={`Its ${sizeText(bytes.length)} are not an image that this browser knows.`}
      />
    )
  }
  return (
    <figure className={styles.figure}>
      <img
        ref={draw}
        className={styles.image}
        alt={basename(path)}
        onError={() => setBroken(bytes)}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setSize(`${naturalWidth} × ${naturalHeight}, `)
        }
      />
      <figcaption className={styles.caption}>
        {size}
        {sizeText(bytes.length)}
      </figcaption>
    </figure>
  )
}
