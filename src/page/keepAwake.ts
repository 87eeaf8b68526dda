/**
 * Keeps the screen, and with it the machine, awake while something long is on. A browser gives the lock back whenever the tab is hidden: it is taken again
 * when it is seen. Where there is none, or it is refused (a low battery), nothing happens: the work goes on as long as the machine is awake.
 * https://www.w3.org/TR/screen-wake-lock/
 */

interface Lock {
  readonly released: boolean
  release(): Promise<void>
}

/** What is needed of `navigator` and `document`. */
export interface AwakePage {
  readonly navigator: { readonly wakeLock?: { request(kind: 'screen'): Promise<Lock> } }
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener'>
}

/** Returns the switch: on before the work, off after it. To be called once. */
export function keepAwake({ navigator: { wakeLock }, document }: AwakePage): (on: boolean) => Promise<void> {
  let wanted = false
  let lock: Lock | null = null
  /** One change after the other: a lock that comes late is given back by the next. */
  let turn = Promise.resolve()
  const settle = async (): Promise<void> => {
    if (!wanted) {
      const held = lock
      lock = null
      await held?.release()
      return
    }
    if (!wakeLock || document.visibilityState !== 'visible' || lock?.released === false) return
    try {
      lock = await wakeLock.request('screen')
    } catch (error) {
      console.info('The machine may fall asleep during the run', error)
    }
  }
  const next = (): Promise<void> => {
    turn = turn.then(settle)
    return turn
  }
  document.addEventListener('visibilitychange', () => void next())
  return (on) => {
    wanted = on
    return next()
  }
}
