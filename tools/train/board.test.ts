import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../workers/protocol/options'
import { Board, type Logged } from './board'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'board-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const runOf = (epochs: number): Logged => ({
  config: DEFAULT_CONFIG,
  classes: ['cat', 'dog'],
  isWell: true,
  epochs: Array.from({ length: epochs }, (_, i) => ({
    ...{ epoch: i + 1, train: { loss: 1, accuracy: 0.5 }, val: { loss: 1, accuracy: 0.5 }, learningRate: 1e-3, seconds: 1 },
    confusion: { classes: 2, cells: [0, 0, 1, 1, 1, 1] },
  })),
})

test('an epoch stands in the log while the run is still on, once, and the end after the last', async () => {
  let epochs = 1
  const board = new Board(folder, () => Promise.resolve(runOf(epochs)))
  board.follow(0)
  expect(readdirSync(folder)).toEqual([])
  board.follow(1)
  await expect.poll(() => readdirSync(folder)).toHaveLength(1)
  const path = join(folder, readdirSync(folder)[0]!)
  const log = () => join(path, readdirSync(path)[0]!)
  const count = () => readFileSync(log(), 'latin1').split('loss/validation').length - 1
  // Once as what runs are compared by, then once for each epoch.
  await expect.poll(count).toBe(2)
  const early = statSync(log()).size
  epochs = 3
  board.follow(3)
  expect(await board.end()).toEqual({ path: log(), fault: null })
  expect(count()).toBe(4)
  expect(statSync(log()).size).toBeGreaterThan(early)
  expect(readFileSync(log(), 'latin1')).toContain('_hparams_/session_end_info')
})

test('a log that cannot be written ends no run, and is told', async () => {
  writeFileSync(join(folder, 'file'), '')
  const board = new Board(join(folder, 'file'), () => Promise.resolve(runOf(1)))
  board.follow(1)
  expect((await board.end()).fault).toMatch(/is not whole \(a file is in the way\)/)
})

test('a page that no longer answers does not keep the command from ending, and the log says so', async () => {
  const board = new Board(folder, () => new Promise<never>(() => {}))
  board.follow(1)
  expect((await board.end(0.01)).fault).toMatch(/is not whole \(the page did not answer within 0.01 s\)/)
})
