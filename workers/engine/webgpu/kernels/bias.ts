/** A convolution's gradient by its bias: the sum of dy over pixels, a channel. */
import { grid1d, kernel, over, read, write } from '../kernel'
import { type NormShape, type Reduction, reduction, reductionGrid } from './batchnorm'

/** Partial sums: `partial[group][quad]`, of which every second is unused. */
export function biasSums(shape: NormShape, by: Reduction) {
  return kernel({
    name: `bias-sums ${shape.pixels}x${shape.channels}`,
    bindings: { dy: read(), partial: write() },
    code: reduction(shape, by, '', 's0 += dy[at];', 'partial[out] = s0;'),
    grid: () => reductionGrid(shape, by),
  })
}

/** Set at the first micro-batch, else added. */
export function biasFinalise(channels: number, { groups }: Reduction) {
  const quads = channels / 4
  return kernel({
    name: `bias-finalise ${channels}`,
    bindings: { partial: read(), db: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `var sum = vec4f(0);
  for (var g = 0u; g < ${groups}u; g++) { sum += partial[(g * ${quads}u + i) * 2u]; }
  db[i] = sum + select(db[i], vec4f(0), step.first == 1u);`,
      16,
    ),
    grid: () => grid1d(quads, 16),
  })
}
