/** Keeps the person's preferences, what their runs start from, and backend in this browser, across visits. */
import * as v from 'valibot'
import { OPTIONS, START_NAMES } from '../../workers/protocol'
import { localTexts } from '../../workers/storage/browser'
import { knownColumns } from '../runs/columns'
import { LANGUAGES } from '../ui/language'
import type { createAppStore } from './store'

const KEY = 'trainyard.preferences'
const Remembered = v.object({
  language: v.optional(v.picklist(LANGUAGES)),
  notify: v.optional(v.boolean()),
  start: v.optional(v.picklist(START_NAMES)),
  backend: v.optional(v.picklist(Object.keys(OPTIONS.backend.values))),
  closedSearch: v.optional(v.nullable(v.string())),
  fitTakenBack: v.optional(v.boolean()),
  isAsGiven: v.optional(v.boolean()),
  runColumns: v.optional(
    v.pipe(
      v.array(v.string()),
      v.transform((names) => knownColumns(names)),
    ),
  ),
})

/** Takes over what was remembered, then remembers every change. Storage that is blocked or holds nonsense is as good as empty. */
export function rememberPreferences(store: ReturnType<typeof createAppStore>): void {
  const before = v.safeParse(Remembered, read())
  if (before.success) {
    const { language, notify, start, backend, runColumns, closedSearch, fitTakenBack, isAsGiven } = before.output
    if (language) store.getState().setLanguage(language)
    if (notify !== undefined) store.getState().setNotify(notify)
    if (start) store.getState().rememberStart(start)
    if (backend) store.getState().setConfig({ backend })
    if (closedSearch) store.getState().closeSearch(closedSearch)
    if (fitTakenBack) store.getState().takeFitBack()
    if (isAsGiven) store.getState().rememberAsGiven()
    if (runColumns) store.getState().setRunColumns(runColumns)
  }
  store.subscribe((now, past) => {
    const kept = ({ language, notify, start, config, runColumns, closedSearch, fitMode, isAsGiven }: typeof now) =>
      JSON.stringify({
        ...{ language, notify, ...(start ? { start } : {}), backend: config.backend, runColumns },
        ...(closedSearch ? { closedSearch } : {}),
        ...(fitMode === 'taken-back' ? { fitTakenBack: true } : {}),
        ...(isAsGiven ? { isAsGiven } : {}),
      })
    if (kept(now) === kept(past)) return
    // Where it is not kept the preference lasts for this visit only.
    localTexts.write(KEY, kept(now))
  })
}

function read(): unknown {
  try {
    return JSON.parse(localTexts.read(KEY) ?? '{}')
  } catch {
    return {}
  }
}
