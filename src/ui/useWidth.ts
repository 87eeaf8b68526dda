/** The width of an element: measured as soon as it is there, then whenever it changes. */
import { type RefCallback, useCallback, useState } from 'react'

/**
 * CSS pixels inside of the padding; 0 before the element is there. A tab that is not drawn gets no frames, and so no ResizeObserver: what is measured at
 * once is there all the same.
 */
export function useWidth<T extends HTMLElement>(): { readonly ref: RefCallback<T>; readonly width: number } {
  const [width, setWidth] = useState(0)
  const ref = useCallback((element: T | null) => {
    if (!element) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
