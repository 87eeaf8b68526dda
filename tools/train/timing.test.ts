import { describe, expect, it } from 'vitest'
import { Timing } from './timing'

describe('where the time went', () => {
  const clock = () => {
    let at = 0
    return { now: () => at, pass: (seconds: number) => (at += seconds * 1000) }
  }

  it('is told stage by stage, in their order, and adds up to all of it', () => {
    const { now, pass } = clock()
    const timing = new Timing(now)
    pass(1.5)
    timing.enter('build')
    pass(0.3)
    timing.enter('saving')
    pass(4)
    expect(timing.lines()).toEqual([
      'start        1.5 s  reading modules and what was given',
      'build        0.3 s  building where sources changed, and serving; the browser starts meanwhile',
      'saving       4.0 s  making, checking and writing the files',
      'in all       5.8 s',
    ])
  })

  it('counts a stage that is gone back to once, with all that it took', () => {
    const { now, pass } = clock()
    const timing = new Timing(now)
    for (const stage of ['features', 'training', 'features', 'features', 'training'] as const) {
      timing.enter(stage)
      pass(2)
    }
    expect(timing.lines().map((line) => line.slice(0, 18).trim())).toEqual([
      'start        0.0 s',
      'features     6.0 s',
      'training     4.0 s',
      'in all      10.0 s',
    ])
  })
})
