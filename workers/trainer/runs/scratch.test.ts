/** What the forecast says of arrays beside the outputs is what the engines' plans have. */
import { expect, it } from 'vitest'
import { plan as trainPlan } from '../../engine/fixtures/narrow'
import { planNetwork as planOnProcessor } from '../../engine/wasm/plan/network'
import { planNetwork as planOnCard } from '../../engine/webgpu/planner'
import { viewOf } from '../../engine/webgpu/tensors'
import { vit } from '../../model/vit'
import { factsOf } from '../../operations/facts'
import { scratchOf } from './scratch'

const SPEC = vit('vit_tiny_patch16_224', { classes: 2, head: 'linear' })
const [SIZE, BATCH] = [512, 8]
const BACKBONE = SPEC.blocks.length - 1
const LAYERS = SPEC.layers.filter((layer) => factsOf(layer).scratch)

it.each([
  ['all learns', 0],
  ['the head alone learns', BACKBONE],
])('a graphics card has all of it at once: %s', (_, frozenBlocks) => {
  expect(LAYERS).toHaveLength(12)
  const { segments } = planOnCard(SPEC, trainPlan({ batch: BATCH, imageSize: SIZE, frozenBlocks }), 'tiles')
  const beside = [...segments.values()]
    .flat()
    .map(({ bindings }) => new Set(Object.values(bindings).map((bound) => viewOf(bound).tensor)))
    .map((tensors) => [...tensors].filter(({ label }) => LAYERS.some(({ id }) => label.startsWith(`${id} `))).map(({ bytes }) => bytes))
  const { all, one } = scratchOf(SPEC, { batch: BATCH, size: SIZE, frozen: frozenBlocks, threads: null })
  // Rounded up to whole vectors.
  expect(Math.max(...beside.flat())).toBe(Math.ceil(one / 16) * 16)
  expect(all / one).toBe(Math.max(...beside.map(({ length }) => length)))
})

it.each([0, BACKBONE])('the processor has that of one head a thread; the first %i blocks are frozen', (frozenBlocks) => {
  const { scratchBytes } = planOnProcessor(SPEC, trainPlan({ batch: BATCH, imageSize: SIZE, frozenBlocks }), 2)
  const { all } = scratchOf(SPEC, { batch: BATCH, size: SIZE, frozen: frozenBlocks, threads: 2 })
  expect(2 * scratchBytes).toBeGreaterThanOrEqual(all)
  // The keys of a head lie beside, and rows begin at whole vectors.
  expect(2 * scratchBytes).toBeLessThan(1.1 * all)
})
