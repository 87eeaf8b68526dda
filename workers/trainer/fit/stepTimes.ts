/** How long a step took in each precision, remembered from visit to visit: by the graphics card, the browser, and what was computed. */
import type { DBSchema } from 'idb'
import { Database } from '../../storage/database'
import type { KeptTimes, StepTimes } from './precision'

interface Row {
  readonly key: string
  readonly times: StepTimes
}
interface Schema extends DBSchema {
  times: { key: string; value: Row }
}
const database = new Database<Schema>({
  name: 'trainyard-step-times',
  version: 1,
  upgrade: (db) => void db.createObjectStore('times', { keyPath: 'key' }),
})

const inThisBrowser = (key: string): string => `${navigator.userAgent}|${key}`

export const STEP_TIMES: KeptTimes = {
  read: async (key) => (await database.use((db) => db.get('times', inThisBrowser(key))))?.times,
  write: async (key, times) => void (await database.use((db) => db.put('times', { key: inThisBrowser(key), times }))),
}
