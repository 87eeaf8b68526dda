/** The first of the tokens. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor } from '../../engine/tfjs/ops'
import type { ClassTokenLayer } from './facts'

/** `[n, 1, tokens, c]` to `[n, 1, 1, c]`. */
const firstToken: OwnOp = {
  shape: ([x]) => [x![0]!, 1, 1, x![3]!],
  tensors: (_, [x]) => x!.slice([0, 0, 0, 0], [x!.shape[0]!, 1, 1, x!.shape[3]!]),
  loops([x], y) {
    const [n, , tokens, c] = x!.shape as [number, number, number, number]
    for (let i = 0; i < n; i++) y.data.set(x!.data.subarray(i * tokens * c, i * tokens * c + c), i * c)
  },
}

/** Of dy, which may be a row; it goes by the number of tokens. */
const firstTokenBackward: OwnOp<number> = {
  shape: ([dy], tokens) => [dy![0]!, 1, tokens, dy!.at(-1)!],
  tensors: (_, [dy], tokens) =>
    (dy!.reshape([dy!.shape[0]!, 1, 1, dy!.shape.at(-1)!]) as Tensor).pad([
      [0, 0],
      [0, 0],
      [0, tokens - 1],
      [0, 0],
    ]),
  loops([dy], dx) {
    const [n, , tokens, c] = dx.shape as [number, number, number, number]
    dx.data.fill(0)
    for (let i = 0; i < n; i++) dx.data.set(dy!.data.subarray(i * c, (i + 1) * c), i * tokens * c)
  },
}

export const classtoken: OpsForm<ClassTokenLayer> = {
  evaluate: ({ ops }, _, [x]) => freeing(ops, x!, () => ops.run(firstToken, [x!], undefined)),
  forward: (at) => at.ops.run(firstToken, [at.x()], undefined),
  backward: (at, _, dy) => [freeing(at.ops, dy, () => (at.wanted() ? at.ops.run(firstTokenBackward, [dy], at.shape[2]!) : null))],
}
