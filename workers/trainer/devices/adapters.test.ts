/** What was found of a card is kept from visit to visit, and for a week: an update of its driver is told to nobody. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import type * as Adapters from './adapters'

const RIGHT: SelfTest = {
  family: 'tiles',
  convs: { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles' },
  faults: [],
}
const DAY = 24 * 3_600_000
const BEGUN = Date.UTC(2026, 10, 27)

let browser: FakeBrowser
let kept: typeof Adapters
beforeEach(async () => {
  browser = openBrowser()
  vi.resetModules()
  kept = await import('./adapters')
  at(0)
})
afterEach(() => {
  vi.restoreAllMocks()
  browser.close()
  vi.resetModules()
})
const at = (days: number) => vi.spyOn(Date, 'now').mockReturnValue(BEGUN + days * DAY)

it('holds for a week, and not where the clock was wrong', async () => {
  const { keptTests, keptKinds, keptChoices } = kept
  await keptTests.write('card', RIGHT)
  await keptKinds.add('card', ['gelu #'])
  await keptChoices.change('card', () => ({ choices: { 'forward 3x3': 'registers' }, barred: ['forward quads'] }))
  at(6)
  expect(await keptTests.read('card')).toMatchObject(RIGHT)
  // What is added later is as old as what it is added to.
  await keptKinds.add('card', ['silu #'])
  expect(await keptKinds.read('card')).toEqual(['gelu #', 'silu #'])
  await keptChoices.change('card', (now) => now!)
  for (const days of [8, -1]) {
    at(days)
    expect([await keptTests.read('card'), await keptKinds.read('card')]).toEqual([undefined, undefined])
    expect(await keptChoices.read('card')).toEqual({ choices: {}, barred: ['forward quads'] })
  }
  at(8)
  await keptKinds.add('card', ['relu #'])
  expect(await keptKinds.read('card')).toEqual(['relu #'])
  await keptChoices.change('card', (now) => ({ ...now, choices: { 'forward 1x1': 'tiles' } }))
  expect(await keptChoices.read('card')).toMatchObject({ choices: { 'forward 1x1': 'tiles' }, barred: ['forward quads'] })
})

it('lets go of what other versions left', async () => {
  const { keptTests, keptKinds } = kept
  await keptTests.write('card, Chrome/155', RIGHT)
  await keptKinds.add('card, Chrome/155', ['gelu #'])
  at(30)
  await keptTests.write('card, Chrome/156', RIGHT)
  await keptKinds.add('card, Chrome/156', ['gelu #'])
  at(1)
  // Back then they would hold: they are not there.
  expect([await keptTests.read('card, Chrome/155'), await keptKinds.read('card, Chrome/155')]).toEqual([undefined, undefined])
})
