/** Views whose code comes after the first draw. */
import { type ComponentType, lazy, useState } from 'react'

/** Draws what `load` gives, and until then what the `Suspense` round it has. Once it is there it is drawn at once, as any other. */
export type LaterView<P> = ComponentType<P> & {
  /** Has it there before anybody looks. What cannot be had now is asked for again by whoever draws it, and its failure shown there. Never rejects. */
  fetch(): Promise<void>
}

interface DrawnProps<P> {
  readonly pick: () => ComponentType<P>
  readonly props: P
}

/** The same view for as long as it is drawn: another would lose what the first had of state. */
function Drawn<P extends object>({ pick, props }: DrawnProps<P>) {
  const [View] = useState<ComponentType<P>>(pick)
  return <View {...props} />
}

const noValue = (): void => {}

/** What has the view asked for anew that this failure was of. */
const renewals = new WeakMap<object, () => void>()

/**
 * Has a view that could not be had asked for anew when it is drawn next: React keeps a rejection for ever. To be called once its failure is on the screen:
 * before that React draws it again by itself, which would ask without end.
 * @param error what was caught in drawing, whatever it is of
 */
export function askAnew(error: unknown): void {
  if (error instanceof Error) renewals.get(error)?.()
}

/** @param load gives the view; called again only where it failed before */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): LaterView<P> {
  let loaded: ComponentType<P> | null = null
  const keep = async () => {
    loaded ??= await load()
    return { default: loaded }
  }
  const waiting = () =>
    lazy(() =>
      keep().catch((error: unknown) => {
        if (error instanceof Error) renewals.set(error, renew)
        throw error
      }),
    )
  let Waiting = waiting()
  const renew = () => {
    Waiting = waiting()
  }
  const pick = () => loaded ?? Waiting
  return Object.assign((props: P) => <Drawn pick={pick} props={props} />, { fetch: () => keep().then(noValue, noValue) })
}
