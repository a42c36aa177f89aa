import { LoaderCircle } from 'lucide-react'
import { Icon, type IconProps } from './Icon.tsx'
import styles from './Spinner.module.css'

/** Turns while something runs; say in words what. Stands still when reduced motion is asked for. */
export function Spinner({ size = 14 }: Pick<IconProps, 'size'>) {
  return <Icon of={LoaderCircle} size={size} className={styles.spin} />
}
