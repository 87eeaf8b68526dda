/** Hears the keys of the Data place, wherever on it the keyboard is. */
import { useEffect, useRef } from 'react'
import { type Command, commandOf, isElsewhere } from './keys'

/** @param onCommand called with the command and, for a class, its digit; nothing is heard while somebody types or a dialog is open */
export function usePlaceKeys(onCommand: (command: Command, digit: number) => void): void {
  const latest = useRef(onCommand)
  useEffect(() => {
    latest.current = onCommand
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event.target)) return
      const command = commandOf(event, 'place')
      if (!command) return
      event.preventDefault()
      latest.current(command, Number(event.key))
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
}
