/** Whether tensors out of a file can be a network's: each there, of its shape, every value one to compute with. */
import type { Param, ParamInfo, ParamMap } from './spec'

/** What is wrong with a tensor: its shape (`found` is null where there is none of that name), or a value in it. */
export type TensorFault =
  | { readonly kind: 'shape'; readonly name: string; readonly expected: readonly number[]; readonly found: readonly number[] | null }
  | { readonly kind: 'value'; readonly name: string; readonly value: number }

/** The first value that is no finite number, or below `least`; null where there is none. A plain loop: twenty million values take a few hundredths of a second. */
function badValue({ data }: Param, least: number): number | null {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (!(value >= least && value < Number.POSITIVE_INFINITY)) return value
  }
  return null
}

/** The smallest value that a tensor of this name may hold: a variance is no less than zero, and no value is minus infinity. */
const leastOf = (name: string): number => (/(^|\.)running_var$|^exp_avg_sq\./.test(name) ? 0 : -Number.MAX_VALUE)

/** The first thing wrong with a tensor that should have this shape; null where it is sound. */
export function tensorFault(name: string, expected: readonly number[], found: Param | undefined): TensorFault | null {
  const fits = found && found.shape.length === expected.length && found.shape.every((side, i) => side === expected[i])
  if (!fits) return { kind: 'shape', name, expected, found: found?.shape ?? null }
  const value = badValue(found, leastOf(name))
  return value === null ? null : { kind: 'value', name, value }
}

/** The first thing wrong with the tensors of these parameters and buffers; null where all are sound. Tensors of other names are not looked at. */
export function paramsFault(infos: readonly Pick<ParamInfo, 'name' | 'shape'>[], tensors: ParamMap): TensorFault | null {
  for (const { name, shape } of infos) {
    const fault = tensorFault(name, shape, tensors.get(name))
    if (fault) return fault
  }
  return null
}
