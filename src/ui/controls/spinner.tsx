import { LoaderCircle } from 'lucide-react'
import { Icon, type IconProps } from './icon.tsx'
import styles from './spinner.module.css'

/** Turns while something runs; say in words what. Stands still when reduced motion is asked for. */
export function Spinner({ size = 14 }: Pick<IconProps, 'size'>) {
  return <Icon of={LoaderCircle} size={size} className={styles.spin} />
}
