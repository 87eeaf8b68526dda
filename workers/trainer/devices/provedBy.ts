/** How kinds of kernels are tried on a graphics card: loaded with the first network that is computed there. */
import { createWasmEngine } from '../../engine/wasm/create'
import type { OpenedDevice } from '../../engine/webgpu/device'
import { DIRECTIONS } from '../../engine/webgpu/kernels/variants'
import { NARROW_PLAN, narrowNetwork } from '../../engine/webgpu/self-test/cases'
import { kindsOf, type Use } from '../../engine/webgpu/self-test/kinds'
import { prove } from '../../engine/webgpu/self-test/prove'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import { ProvedKinds } from './proved'
import { keyOf, type Tried } from './trusted'

type Right = SelfTest & { readonly family: NonNullable<SelfTest['family']>; readonly convs: NonNullable<SelfTest['convs']> }

/** @param test what of the card is right by its self-test, whose kinds need not be tried again; @param open a device of that very card */
export function provedBy(tried: Tried, { family, convs, half }: Right, open: () => Promise<OpenedDevice>): ProvedKinds {
  // What was timed is held to float64 and to whole steps by itself.
  const use: Use = { family, choose: ({ direction }) => convs[direction] }
  const known = (['f32', ...(half ? (['mixed'] as const) : [])] as const).flatMap((precision) => [
    ...kindsOf(narrowNetwork(), { ...NARROW_PLAN, precision }, use),
  ])
  return new ProvedKinds(known, {
    // By the kernels' family too: of other families the same kinds have other texts.
    key: [keyOf(tried), family, ...DIRECTIONS.map((direction) => convs[direction])].join('|'),
    use,
    kindsOf,
    prove: (wanted, like) => prove(wanted, like, { open, reference: () => createWasmEngine(), use }),
  })
}
