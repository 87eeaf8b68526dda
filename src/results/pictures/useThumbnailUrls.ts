/** Thumbnails of the open dataset's pictures by id, as object URLs that are freed when the view goes. */
import { useEffect, useRef, useState } from 'react'
import { trainer, useApp } from '../../app/appStore'

const SIZE = 200

/** Null for a picture that cannot be shown; absent while it is on its way. */
export function useThumbnailUrls(ids: readonly number[]): ReadonlyMap<number, string | null> {
  const report = useApp((state) => state.report)
  const [urls, setUrls] = useState<ReadonlyMap<number, string | null>>(new Map())
  const made = useRef<string[]>([])
  const missing = ids.filter((id) => !urls.has(id))
  const key = missing.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the missing ids
  useEffect(() => {
    if (missing.length === 0) return
    let gone = false
    trainer.api.dataset.thumbnails(missing, SIZE).then(
      (blobs) => {
        if (gone) return
        const got = missing.map((id, i) => [id, blobs[i] ? URL.createObjectURL(blobs[i]) : null] as const)
        made.current.push(...got.flatMap(([, url]) => url ?? []))
        setUrls((all) => new Map([...all, ...got]))
      },
      (thrown: unknown) => {
        if (!gone) report(thrown)
      },
    )
    return () => {
      gone = true
    }
  }, [key, report])
  useEffect(
    () => () => {
      for (const url of made.current.splice(0)) URL.revokeObjectURL(url)
    },
    [],
  )
  return urls
}
