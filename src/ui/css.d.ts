/** Lets style props carry the page's own CSS variables. */
import 'react'

declare module 'react' {
  interface CSSProperties {
    readonly [variable: `--${string}`]: string | number | undefined
  }
}
