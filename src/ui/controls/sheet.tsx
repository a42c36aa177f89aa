import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import look from './tab-look.module.css'

/** The sheet under a TabHead or a RadioTabs. */
export function Sheet({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={classes(look.sheet, className)} />
}
