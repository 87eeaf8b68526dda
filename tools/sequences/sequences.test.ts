/** Whatever a person does in whatever order: sequences of actions against a simple model, over the real page's state and the real trainer. */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as a from './testing/actions'
import { MENDED, type Mended } from './testing/awaited'
import { fakeMachines } from './testing/machine'
import { play } from './testing/play'

/** `TRAINYARD_SEQUENCES=5000 TRAINYARD_SEED=7 npx vitest run tools/sequences` looks further. */
const SEQUENCES = Number(process.env.TRAINYARD_SEQUENCES ?? 500)
const SEED = Number(process.env.TRAINYARD_SEED ?? 19)

let putBack = () => {}
const unhandled: unknown[] = []
const meet = (reason: unknown) => void unhandled.push(reason)

beforeAll(() => {
  putBack = fakeMachines()
  process.on('unhandledRejection', meet)
})
afterEach(() => expect(unhandled.splice(0)).toEqual([]))
afterAll(() => {
  process.off('unhandledRejection', meet)
  putBack()
})

/** What sequences found, cut down to what it takes; whoever mends one says so in `awaited.ts`. */
const FOUND: readonly { readonly name: string; readonly actions: Parameters<typeof play>[0]; readonly awaits?: keyof Mended }[] = [
  {
    name: 'a pause while features are made is told, and ends',
    actions: [a.train({ strategy: 'feature-extraction' }), a.until('features'), a.pause(), a.turns(8), a.goOn(), a.turns(40)],
    awaits: 'pause',
  },
  {
    name: 'a pause while validating is told, and ends',
    actions: [a.train({ strategy: 'full', epochs: 2 }), a.until('validating'), a.pause(), a.turns(8), a.goOn(), a.turns(40)],
    awaits: 'pause',
  },
  {
    name: 'a run that is stopped while its pictures are split anew does not start',
    actions: [a.train({ seed: 2 }), a.stop(), a.turns(8)],
    awaits: 'stopWhileStarting',
  },
  ...(['loading', 'features'] as const).map((phase) => ({
    name: `a run that is stopped in the middle of ${phase} is no run`,
    actions: [a.train({ strategy: 'feature-extraction' }), a.until(phase), a.turns(1), a.stop(), a.turns(40)],
  })),
  {
    name: 'a run that had ended early when its tab went ends early when it goes on',
    actions: [a.train({ epochs: 3, patience: 1, strategy: 'full' }), a.until('finishing'), a.reload(), a.resume(0), a.turns(40)],
    awaits: 'earlyStop',
  },
  {
    name: 'a run that had ended early when its device was lost ends early',
    actions: [a.train({ epochs: 3, patience: 1, strategy: 'full' }), a.until('finishing'), a.loseDevice(), a.turns(40)],
    awaits: 'earlyStop',
  },
  {
    name: 'an import that its tab did not live to finish leaves nothing behind',
    actions: [a.train({ epochs: 2 }), a.turns(60), a.pack(0), a.bring(0), a.turns(1), a.reload()],
    awaits: 'imports',
  },
  {
    name: 'two runs that are imported at once have numbers of their own',
    actions: [a.train({ epochs: 2 }), a.turns(60), a.pack(0), a.bring(0), a.bring(0), a.turns(20)],
    awaits: 'imports',
  },
  {
    name: 'so have one that is imported and one that begins meanwhile',
    actions: [a.train({ epochs: 2 }), a.turns(60), a.pack(0), a.bring(0), a.train({ epochs: 2 }), a.turns(60)],
    awaits: 'imports',
  },
  {
    name: 'a run can be deleted while a copy of it is imported',
    actions: [a.train({ epochs: 2 }), a.turns(60), a.pack(0), a.bring(0), a.remove(0), a.turns(20)],
  },
  {
    name: 'a run may be removed for good while it is about to be gone on with',
    actions: [a.train({ epochs: 2 }), a.epoch(), a.turns(5), a.reload(), a.resume(0), a.remove(0), a.purge(0), a.until('loading')],
  },
  {
    name: 'a run that is exported while the disk does not answer says so',
    actions: [a.train({ epochs: 2, strategy: 'feature-extraction' }), a.turns(1), a.threeMinutes(), a.epoch(), a.threeMinutes(), a.pack(0)],
  },
  {
    name: 'pictures that were not opened again after a crash are not shown as open',
    actions: [a.crash(), a.cancelOpening(), a.turns(1)],
  },
  {
    name: 'nor are they while their opening is being cancelled',
    actions: [a.train({ epochs: 2 }), a.turns(60), a.crash(), a.cancelOpening(), a.train({ epochs: 2 })],
  },
]
const ALL: Mended = { pause: true, stopWhileStarting: true, earlyStop: true, imports: true }

for (const { name, actions, awaits } of FOUND) {
  const expected = awaits && !MENDED[awaits] ? test.fails : test
  expected(name, () => play(actions, ALL))
}

test(`${SEQUENCES} sequences`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(a.ACTIONS, { maxCommands: 100, size: 'max' }), async (actions) => {
      await play(actions)
      expect(unhandled).toEqual([])
    }),
    { numRuns: SEQUENCES, seed: SEED },
  )
}, 600_000)
