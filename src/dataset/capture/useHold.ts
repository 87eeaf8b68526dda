/** A button that is held: by mouse, pen or finger, or by Space or Enter while it has the keyboard. */
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react'

const KEYS = [' ', 'Enter']

/**
 * The button's handlers, and whether it is held. `onHold` is called when it is pressed, with a signal for when it is let go; losing the window, the
 * keyboard or the pointer lets go too. A click without either (from a screen reader) is a short press.
 */
export function useHold(onHold: (letGo: AbortSignal) => void) {
  const [held, setHeld] = useState(false)
  const hold = useRef<AbortController | null>(null)
  const end = () => {
    hold.current?.abort()
    hold.current = null
    setHeld(false)
  }
  const begin = () => {
    if (hold.current) return
    hold.current = new AbortController()
    setHeld(true)
    onHold(hold.current.signal)
  }
  useEffect(() => {
    const letGo = () => {
      hold.current?.abort()
      hold.current = null
      setHeld(false)
    }
    addEventListener('blur', letGo)
    document.addEventListener('visibilitychange', letGo)
    return () => {
      letGo()
      removeEventListener('blur', letGo)
      document.removeEventListener('visibilitychange', letGo)
    }
  }, [])
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      begin()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onLostPointerCapture: end,
    onKeyDown(event: KeyboardEvent) {
      if (!KEYS.includes(event.key)) return
      event.preventDefault()
      if (!event.repeat) begin()
    },
    onKeyUp(event: KeyboardEvent) {
      if (!KEYS.includes(event.key)) return
      event.preventDefault()
      end()
    },
    onBlur: end,
    onClick(event: MouseEvent) {
      if (event.detail !== 0 || hold.current) return
      begin()
      end()
    },
    onContextMenu: (event: MouseEvent) => event.preventDefault(),
  }
  return { held, handlers }
}
