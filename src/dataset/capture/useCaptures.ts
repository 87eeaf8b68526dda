/** The captures of this browser, opened once a view asks for them. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { localTexts } from '../../../workers/storage/browser'
import { useText } from '../words'
import { captureFolder, listCaptures } from './captureFiles'
import { type Captures, type ClassInHand, type OrderStore, openCaptures } from './captures'

const KEY = 'trainyard.capture-classes'

/** The classes' order in this browser's local storage; blocked storage is as good as empty. */
const localOrder: OrderStore = {
  read() {
    try {
      const kept: unknown = JSON.parse(localTexts.read(KEY) ?? '[]')
      return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : []
    } catch {
      return []
    }
  },
  // Where it is not kept the order is by name on the next visit.
  write: (names) => void localTexts.write(KEY, JSON.stringify(names)),
}

/** Null while they are being opened; 'forbidden' where the browser gives the page no files. */
export function useCaptures(): Captures | 'forbidden' | null {
  const { capture } = useText()
  const [captures, setCaptures] = useState<Captures | 'forbidden' | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; another language does not rename what is there
  useEffect(() => {
    let gone = false
    captureFolder()
      .then((folder) => openCaptures(folder, localOrder, capture.className))
      .then(
        (opened) => !gone && setCaptures(opened),
        () => !gone && setCaptures('forbidden'),
      )
    return () => {
      gone = true
    }
  }, [])
  return captures
}

/** The classes as they are now. */
export const useClasses = (captures: Captures): readonly ClassInHand[] => useStore(captures.store, ({ classes }) => classes)

/** How much an earlier visit captured; null where there is nothing, or until it is known. */
export function useCapturedBefore(): { pictures: number; classes: number } | null {
  const [found, setFound] = useState<{ pictures: number; classes: number } | null>(null)
  useEffect(() => {
    let gone = false
    captureFolder()
      .then(listCaptures)
      .then(
        (classes) => {
          const filled = classes.filter(({ pictures }) => pictures.length > 0)
          const pictures = filled.reduce((sum, one) => sum + one.pictures.length, 0)
          if (!gone && pictures > 0) setFound({ pictures, classes: filled.length })
        },
        () => undefined, // no files for this page: then there is nothing to go on with
      )
    return () => {
      gone = true
    }
  }, [])
  return found
}
