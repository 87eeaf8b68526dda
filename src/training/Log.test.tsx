/** What the log of a run says of a graphics card that was wrong for its network. */
import { expect, it } from 'vitest'
import { NO_RUN } from '../run/runView'
import { drawn, inHtml } from '../testing/drawn'
import { Log } from './Log'
import { en } from './words/en'
import { zh } from './words/zh'

it.each([
  ['en', en],
  ['zh', zh],
] as const)('tells in %s that the processor trains, and where to see why', (language, { train }) => {
  const log = [{ kind: 'note', at: Date.UTC(2026, 10, 27), note: { code: 'card-wrong' } }] as const
  expect(drawn(<Log />, { run: { ...NO_RUN, log } }, language)).toContain(inHtml(train.notes['card-wrong']))
  expect(drawn(<Log />, { run: NO_RUN }, language)).not.toContain(inHtml(train.notes['card-wrong']))
})
