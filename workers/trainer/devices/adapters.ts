/** What is kept of graphics cards from visit to visit: how the self-test of each ended, which other kernels were right, and which were timed to be the fastest. */
import type { DBSchema } from 'idb'
import type { ConvVariant } from '../../engine/webgpu/kernels/variants'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import type { Choice } from '../../engine/webgpu/tuning/choose'
import { Database } from '../../storage/database'

/** What each row has. */
interface Row {
  readonly adapter: string
  /** When it was begun, in milliseconds since 1970; absent in rows of before that was kept. */
  readonly at?: number
}

/** Rows are called by `keyOf` what was tried: those of another browser, driver or version of the kernels are never asked for again. */
interface Schema extends DBSchema {
  tests: { key: string; value: SelfTest & Row }
  /** Kinds of kernels that were right (`ProvedKinds`). */
  kinds: { key: string; value: Row & { readonly right: readonly string[] } }
  choices: { key: string; value: Timed & Row }
}

/** So long what was found holds, in milliseconds: a week. Hardly a browser tells a page of its driver, which may be another by then. */
const HOLDS_MS = 7 * 24 * 3_600_000

/** The row, where it still holds; one that a wrong clock dated ahead does not. */
const holding = <T extends Row>(row: T | undefined): T | undefined => {
  const age = Date.now() - (row?.at ?? Number.NEGATIVE_INFINITY)
  return age >= 0 && age < HOLDS_MS ? row : undefined
}

/** What stays known of a card after that: what brought it down is not tried again. */
const lasting = (row: Timed | undefined): Timed | undefined => row?.barred && { choices: {}, barred: row.barred }

/** What won, by the keys of the questions. */
type Choices = Readonly<Record<string, Choice>>

/** What timing found out of a card. */
export interface Timed {
  readonly choices: Choices
  /** What won and was not held to whole steps of a network yet: it is not used, and not timed again; absent where there is none. */
  readonly unproven?: Readonly<Record<string, ConvVariant>>
  /** Variants by direction (`pairOf`) that are never timed or used again; absent where there are none. */
  readonly barred?: readonly string[]
}

/** Where that is kept from visit to visit. */
export interface KeptChoices {
  read(key: string): Promise<Timed | undefined>
  /** In one transaction: another tab may have kept something meanwhile. */
  change(key: string, change: (now: Timed | undefined) => Timed): Promise<void>
}

/** Where right kinds are kept from visit to visit. */
export interface KeptKinds {
  read(key: string): Promise<readonly string[] | undefined>
  /** Adds to what is there: another tab may have kept some meanwhile. */
  add(key: string, kinds: readonly string[]): Promise<void>
}

const database = new Database<Schema>({
  name: 'trainyard-adapters',
  version: 3,
  upgrade: (db, from) => {
    if (from < 1) db.createObjectStore('tests', { keyPath: 'adapter' })
    if (from < 2) db.createObjectStore('choices', { keyPath: 'adapter' })
    if (from < 3) db.createObjectStore('kinds', { keyPath: 'adapter' })
  },
})

export const keptTests = {
  read: async (key: string): Promise<SelfTest | undefined> => holding(await database.use((db) => db.get('tests', key))),
  /** Rows that hold no more go with it: each version of a browser or of the kernels leaves some. */
  write: async (key: string, test: SelfTest): Promise<void> => {
    await database.change('tests', async (store) => {
      for (const row of await store.getAll()) if (!holding(row)) await store.delete(row.adapter)
      await store.put({ adapter: key, at: Date.now(), ...test })
    })
  },
}

export const keptChoices: KeptChoices = {
  read: async (key) => {
    const row = await database.use((db) => db.get('choices', key))
    return holding(row) ?? lasting(row)
  },
  change: (key, change) =>
    database.change('choices', async (store) => {
      const row = await store.get(key)
      const now = holding(row)
      await store.put({ ...change(now ?? lasting(row)), adapter: key, at: now?.at ?? Date.now() })
    }),
}

export const keptKinds: KeptKinds = {
  read: async (key) => holding(await database.use((db) => db.get('kinds', key)))?.right,
  add: (key, kinds) =>
    database.change('kinds', async (store) => {
      for (const row of await store.getAll()) if (!holding(row)) await store.delete(row.adapter)
      const now = holding(await store.get(key))
      await store.put({ adapter: key, at: now?.at ?? Date.now(), right: [...new Set([...(now?.right ?? []), ...kinds])] })
    }),
}
