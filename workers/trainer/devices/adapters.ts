/** What is kept of graphics cards from visit to visit: how the self-test of each ended, which other kernels were right, and which were timed to be the fastest. */
import type { DBSchema } from 'idb'
import type { ConvVariant } from '../../engine/webgpu/kernels/variants'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import type { Choice } from '../../engine/webgpu/tuning/choose'
import { Database } from '../../storage/database'

/** Rows are called by `keyOf` what was tried: those of another browser, driver or version of the kernels are never asked for again. */
interface Schema extends DBSchema {
  tests: { key: string; value: SelfTest & { readonly adapter: string } }
  /** Kinds of kernels that were right (`ProvedKinds`). */
  kinds: { key: string; value: { readonly adapter: string; readonly right: readonly string[] } }
  choices: { key: string; value: Timed & { readonly adapter: string } }
}

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
  read: (key: string): Promise<SelfTest | undefined> => database.use((db) => db.get('tests', key)),
  write: async (key: string, test: SelfTest): Promise<void> =>
    void (await database.use((db) => db.put('tests', { adapter: key, ...test }))),
}

export const keptChoices: KeptChoices = {
  read: (key) => database.use((db) => db.get('choices', key)),
  change: (key, change) =>
    database.change('choices', async (store) => void (await store.put({ adapter: key, ...change(await store.get(key)) }))),
}

export const keptKinds: KeptKinds = {
  read: async (key) => (await database.use((db) => db.get('kinds', key)))?.right,
  add: (key, kinds) =>
    database.change('kinds', async (store) => {
      const right = new Set([...((await store.get(key))?.right ?? []), ...kinds])
      await store.put({ adapter: key, right: [...right] })
    }),
}
