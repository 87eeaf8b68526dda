/** What the trainer knows about pictures by their ids, asked for as they are needed and again after every edit. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SampleInfo } from '../../workers/protocol'
import { trainer } from '../page/trainer'
import { useApp } from './state'

export interface PictureInfos {
  /** Of a picture that was asked for before; undefined until it is there. What was known before an edit stays until the new is there. */
  readonly of: (id: number) => SampleInfo | undefined
  /** Asks for those that are not known as they are now. */
  readonly need: (ids: readonly number[]) => void
}

export function usePictureInfos(): PictureInfos {
  const version = useApp((state) => state.datasetVersion)
  const report = useApp((state) => state.report)
  const [infos, setInfos] = useState<ReadonlyMap<number, SampleInfo>>(new Map())
  const asked = useRef({ version, ids: new Set<number>() })
  const need = useCallback(
    (ids: readonly number[]) => {
      if (asked.current.version !== version) asked.current = { version, ids: new Set() }
      const mine = asked.current
      const missing = ids.filter((id) => !mine.ids.has(id))
      if (missing.length === 0) return
      for (const id of missing) mine.ids.add(id)
      trainer.api.dataset.samples({ ids: missing, offset: 0, limit: missing.length }).then(
        ({ samples }) => {
          if (asked.current === mine) setInfos((known) => new Map([...known, ...samples.map((sample) => [sample.id, sample] as const)]))
        },
        (thrown: unknown) => report(thrown),
      )
    },
    [version, report],
  )
  const of = useCallback((id: number) => infos.get(id), [infos])
  return { of, need }
}

/** Of a few pictures at once. */
export function useInfosOf(ids: readonly number[]): PictureInfos['of'] {
  const { of, need } = usePictureInfos()
  const key = ids.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids
  useEffect(() => need(ids), [key, need])
  return of
}
