/** Copying a text for a person, also where the browser has no clipboard for the page: on plain http, and where it is forbidden. */
import { useEffect, useRef, useState } from 'react'

/** Says for so long that it is copied, in milliseconds. */
const SAID_MS = 2000

/** Whether the text is on the clipboard now. Never rejects. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // There is none, or it is forbidden; the older way asks for no leave.
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const shown = document.createElement('pre')
  shown.textContent = text
  // Where nobody sees it, and nothing scrolls to it.
  Object.assign(shown.style, { position: 'fixed', top: '0', opacity: '0', userSelect: 'text', whiteSpace: 'pre' })
  document.body.append(shown)
  try {
    getSelection()?.selectAllChildren(shown)
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    getSelection()?.removeAllRanges()
    shown.remove()
  }
}

export interface Copying {
  /** What came of it; null before, and after a while. */
  readonly copied: boolean | null
  readonly copy: () => void
}

/** For a button that copies and says what came of it. */
export function useCopy(text: string): Copying {
  const [copied, setCopied] = useState<boolean | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const say = (done: boolean) => {
    setCopied(done)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(null), SAID_MS)
  }
  return { copied, copy: () => void copyText(text).then(say) }
}
