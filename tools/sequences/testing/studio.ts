/** The whole studio without a browser: the page's real state over the real trainer, on a faked machine. Messages between the two take a turn each. */
import { vi } from 'vitest'
import { rememberPreferences } from '../../../src/app/remember'
import { type AppState, createAppStore } from '../../../src/app/store'
import type { TrainerClient } from '../../../workers/client'
import { type DatasetSource, Problem, type ProblemData, type RunRecord, type TrainerApi } from '../../../workers/protocol'
import { FakeLocks } from '../../../workers/storage/testing/browser'
import { runRecords } from '../../../workers/trainer/runs/records'
import { createTrainer } from '../../../workers/trainer/trainer'
import { immediately, type Machine } from './machine'

/** So many rounds of the event loop without anything outside of the code are rest. A transaction takes a handful. */
const QUIET = 24
/** Rest is reached long before, or never. */
const MOST_ROUNDS = 5000
/** Longer than the page waits to draw, or to look at its runs again; far shorter than anybody's patience. */
const MOMENT_MS = 2500

/** A worker's life: from its first call to its end. */
interface Life {
  readonly trainer: TrainerApi
  ended: boolean
  /** Pending calls reject with it. */
  readonly died: Promise<never>
  readonly kill: (problem: Problem<'worker-crashed'>) => void
}

/** Ten pictures of each class: seven to learn from, three to validate with, four steps of four and two batches. */
export function pictures(name: string, machine: Machine): DatasetSource {
  const paths = ['cat', 'dog'].flatMap((label) => Array.from({ length: 10 }, (_, i) => `${name}/${label}/${i}.png`))
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array(16).fill(0)])
  const files = paths.map((path) => new File([png], path, { lastModified: 0 }))
  return {
    kind: 'items',
    items: [
      {
        kind: 'listed',
        files: {
          paths,
          async file(index) {
            // The first look at a dataset that is being opened is slow; a run finds the file as quickly as it did before.
            if (index === 0 && machine.opening.delete(name)) await machine.gate.pass('opening')
            return files[index]!
          },
        },
      },
    ],
  }
}

export class Studio {
  private life: Life | null = null
  private crashed: (problem: Problem<'worker-crashed'>) => void = () => {}
  store: ReturnType<typeof createAppStore>
  /** What the page that is open asks its trainer by. */
  api!: TrainerApi
  /** What was asked for and is not answered yet, by what a person would call it. */
  readonly underWay = new Map<symbol, string>()
  /** Problems that the page was given to show and nobody has looked at. */
  problems: ProblemData[] = []
  /** Which worker this is: what the one before was asked for is not answered. */
  lives = 0
  /** How often the trainer opened pictures: each time its edits can no longer be undone. */
  openings = 0
  /** What an action found wrong after the person had gone on. */
  readonly faults: string[] = []
  private stirred = 0

  constructor(readonly machine: Machine) {
    this.store = this.page()
  }

  /** What the person sees. */
  get shown(): AppState {
    return this.store.getState()
  }
  get gate() {
    return this.machine.gate
  }
  /** Whether a run, or the finder, has the worker. */
  get busy(): boolean {
    return this.life !== null && (this.life.trainer.training as unknown as { busy: boolean }).busy
  }
  /** What is kept, deleted runs too. */
  records(): Promise<RunRecord[]> {
    return runRecords.all()
  }

  /** Does something that the person need not wait for. */
  begin(what: string, asked: Promise<unknown>): void {
    const key = Symbol(what)
    this.underWay.set(key, what)
    void asked.finally(() => this.underWay.delete(key))
  }

  /** Until nothing moves any more but what waits at the gate. @throws Error where it never rests */
  async rest(): Promise<void> {
    await this.quiet()
    vi.advanceTimersByTime(MOMENT_MS)
    await this.quiet()
  }
  private async quiet(): Promise<void> {
    let still = 0
    for (let round = 0; still < QUIET; round++) {
      if (round > MOST_ROUNDS) throw new Error('it never comes to rest')
      const before = this.stirred + this.gate.turns + this.gate.pending.length + this.machine.labour.begun
      await immediately()
      still = before === this.stirred + this.gate.turns + this.gate.pending.length + this.machine.labour.begun ? still + 1 : 0
    }
  }

  /** Lets so many pieces of work on, one after another. @returns how many there were */
  async turns(most: number, enough: () => boolean = () => false): Promise<number> {
    for (let done = 0; done < most; done++) {
      if (enough() || !this.gate.release()) return done
      await this.quiet()
      // What it waits for now is a clock.
      if (this.gate.pending.length === 0) await this.rest()
    }
    return most
  }

  /** The tab is loaded anew: page and worker begin with what the browser kept. */
  async reload(): Promise<void> {
    this.endLife(new Problem('worker-crashed', { detail: 'the tab went' }), true)
    this.underWay.clear()
    this.store = this.page()
    await this.rest()
  }

  /** The worker dies under the page. */
  async crash(): Promise<void> {
    const problem = new Problem('worker-crashed', { detail: 'crashed by the sequence' })
    this.endLife(problem, false)
    this.crashed(problem)
    await this.rest()
  }

  /** @param silently whoever asked is gone too, and hears of nothing */
  private endLife(problem: Problem<'worker-crashed'>, silently: boolean): void {
    this.lives++
    this.gate.abandon()
    // The worker's go with it. Of the page's none is due: at rest all have passed, and one that is set again and again begins with the next list of runs.
    vi.clearAllTimers()
    this.machine.locks = new FakeLocks()
    const { life } = this
    this.life = null
    if (!life) return
    life.ended = true
    if (!silently) life.kill(problem)
  }

  private page(): ReturnType<typeof createAppStore> {
    const store = createAppStore(this.client())
    rememberPreferences(store)
    store.subscribe((now, past) => {
      if (store !== this.store) return
      this.stirred++
      for (const one of now.problems) if (!past.problems.includes(one)) this.problems.push(one.problem)
    })
    const { refreshDevice, refreshWeights, refreshModel, refreshRuns, refreshKept } = store.getState()
    for (const ask of [refreshDevice, refreshWeights, refreshModel, refreshRuns, refreshKept]) this.begin('the first questions', ask())
    return store
  }

  private client(): TrainerClient {
    let mine = true
    const api = byName((part) =>
      byName(
        (method) =>
          (...args: unknown[]) =>
            mine ? this.call(part, method, args) : new Promise(() => {}),
      ),
    ) as unknown as TrainerApi
    this.api = api
    const client: TrainerClient = {
      api,
      onCrash: (listener) => {
        this.crashed = listener
        return () => {}
      },
      terminate: () => {},
    }
    this.leave()
    this.leave = () => {
      mine = false
    }
    return client
  }
  /** The page that was there before has gone, with its timers. */
  private leave: () => void = () => {}

  private async call(part: string, method: string, args: readonly unknown[]): Promise<unknown> {
    this.life ??= newLife()
    const { life } = this
    const answer = new Promise((resolve, reject) => {
      this.answer(life, part, method, args).then(
        (value) => !life.ended && setImmediate(() => !life.ended && resolve(value)),
        (error: unknown) => !life.ended && setImmediate(() => !life.ended && reject(error)),
      )
    })
    return Promise.race([answer, life.died])
  }

  private async answer(life: Life, part: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const crossing = args.map((value) => (typeof value === 'function' ? this.event(life, value as (event: unknown) => void) : value))
    await immediately()
    this.stirred++
    if (part === 'dataset' && method === 'open') this.slow(args[0] as DatasetSource)
    const parts = life.trainer as unknown as Record<string, Record<string, (...rest: unknown[]) => Promise<unknown>>>
    const value = await parts[part]![method]!(...crossing)
    this.stirred++
    if (part === 'dataset' && method === 'open') this.openings++
    return value
  }

  private slow(source: DatasetSource): void {
    for (const item of source.kind === 'items' ? source.items : [])
      if (item.kind === 'listed') this.machine.opening.add(item.files.paths[0]!.split('/')[0]!)
  }

  private event(life: Life, tell: (event: unknown) => void): (event: unknown) => void {
    return (event) => {
      this.stirred++
      setImmediate(() => {
        if (!life.ended) tell(event)
      })
    }
  }
}

function newLife(): Life {
  let kill: Life['kill'] = () => {}
  const died = new Promise<never>((_, reject) => {
    kill = reject
  })
  died.catch(() => {}) // Nobody may be waiting when it dies.
  return { trainer: createTrainer('https://studio.test/'), ended: false, died, kill }
}

function byName<T>(make: (name: string) => T): Readonly<Record<string, T>> {
  const made = new Map<string, T>()
  return new Proxy<Record<string, T>>(
    {},
    {
      get(_, name) {
        if (typeof name !== 'string' || name === 'then') return undefined
        if (!made.has(name)) made.set(name, make(name))
        return made.get(name)
      },
    },
  )
}
