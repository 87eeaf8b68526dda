/**
 * SGD with momentum, Adam and AdamW as in torch.optim, over one arena of parameters in one dispatch; the gradient's norm for clipping;
 * sums of the filter gradient's parts; the moving average of running statistics.
 */
import type { OptimizerKind } from '../../engine'
import { grid1d, kernel, over, read, write } from '../kernel'
import { CORRECTIONS, OVERFLOWED } from './scaler'

/** Floats that share one entry of the group table: every parameter begins at a multiple of this, in f16 at one of 256 bytes. */
export const CHUNK = 128
const NORM_PARTS = 4096

/** dw = sum over parts, set at the first micro-batch, else added. `quads` is the gradient's size in vec4. */
export function reduceParts(quads: number, parts: number) {
  return kernel({
    name: `reduce-parts ${quads * 4} /${parts}`,
    bindings: { parts: read(), dw: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `var sum = parts[i];
  for (var p = 1u; p < ${parts}u; p++) { sum += parts[p * ${quads}u + i]; }
  dw[i] = sum + select(dw[i], vec4f(0), step.first == 1u);`,
    ),
    grid: () => grid1d(quads),
  })
}

/** Squared norm of the gradient in `NORM_PARTS` parts. */
export function normParts(quads: number) {
  return kernel({
    name: 'gradient-norm-parts',
    bindings: { grads: read(), parts: write('f32') },
    code: over(
      `${NORM_PARTS}u`,
      /* wgsl */ `var sum = vec4f(0);
  for (var k = i; k < ${quads}u; k += ${NORM_PARTS}u) { let g = grads[k]; sum = fma(g, g, sum); }
  parts[i] = (sum.x + sum.y) + (sum.z + sum.w);`,
    ),
    grid: () => grid1d(NORM_PARTS),
  })
}
export const NORM_PARTS_BYTES = NORM_PARTS * 4

/** torch.nn.utils.clip_grad_norm_'s factor, min(1, clip / (norm + 1e-6)); 1 where `step.clip` is 0. */
export function clipFactor() {
  return kernel({
    name: 'clip-factor',
    bindings: { parts: read('f32'), factor: write('f32') },
    code: /* wgsl */ `
var<workgroup> sums: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var k = lane; k < ${NORM_PARTS}u; k += 64u) { sum += parts[k]; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var all = 0.0;
    for (var l = 0u; l < 64u; l++) { all += sums[l]; }
    factor[0] = select(1.0, min(1.0, step.clip / (sqrt(all) + 1e-6)), step.clip > 0.0);
  }
}`,
    grid: () => [1, 1, 1],
  })
}

const RULES: Record<OptimizerKind, string> = {
  sgd: /* wgsl */ `
  let grad = g + decay * p;
  let buffer = fma(vec4f(step.momentum), m[i], grad);
  m[i] = buffer;
  p -= lr * select(buffer, fma(vec4f(step.momentum), buffer, grad), step.nesterov == 1u);`,
  adam: /* wgsl */ `
  let grad = g + decay * p;
  let first = mix(grad, m[i], vec4f(step.beta1));
  let second = step.beta2 * v[i] + (1.0 - step.beta2) * grad * grad;
  m[i] = first;
  v[i] = second;
  p -= lr / group.z * first / (sqrt(second) / group.w + step.eps);`,
  adamw: /* wgsl */ `
  p *= 1.0 - lr * decay;
  let first = mix(g, m[i], vec4f(step.beta1));
  let second = step.beta2 * v[i] + (1.0 - step.beta2) * g * g;
  m[i] = first;
  v[i] = second;
  p -= lr / group.z * first / (sqrt(second) / group.w + step.eps);`,
}

/** Which of the optimizer's forms. */
export interface OptimizerForm {
  readonly ema?: boolean
  readonly scaled?: boolean
  readonly each?: number
}

/**
 * One update of `quads` vec4 of trainable parameters. `table[chunk]` is the group whose (learning rate, weight decay, 1 - beta1^t, sqrt(1 - beta2^t))
 * applies, t being the updates of that group. `factor` counts only where `step.clip` is above 0.
 * @param scaled in mixed precision: nothing changes where `scaler` has found an overflow, and the corrections are its own
 * @param each vec4 an invocation: more than 1 (up to `CHUNK / 4`) where loading the group's rates costs as much as a parameter, on CPU adapters
 */
export function optimizer(kind: OptimizerKind, quads: number, { ema = false, scaled = false, each = 1 }: OptimizerForm = {}) {
  return kernel<string>({
    name: `${kind}${scaled ? ' scaled' : ''}${ema ? ' +ema' : ''}`,
    bindings: {
      params: write(),
      grads: read(),
      m: write(),
      ...(kind === 'sgd' ? {} : { v: write() }),
      table: read('u32'),
      factor: read('f32'),
      ...(scaled ? { scaler: read('f32') } : {}),
      ...(ema ? { average: write() } : {}),
    },
    code: over(
      `${quads / each}u`,
      /* wgsl */ `${scaled ? `if (${OVERFLOWED}) { return; }\n  ` : ''}let which = table[i / ${CHUNK / 4 / each}u];
  let group = ${scaled ? `vec4f(step.groups[which].xy, ${CORRECTIONS('which')})` : 'step.groups[which]'};
  let clip = select(1.0, factor[0], step.clip > 0.0);
  for (var e = 0u; e < ${each}u; e++) { update(i * ${each}u + e, group, clip); }`,
    ).concat(/* wgsl */ `
fn update(i: u32, group: vec4f, clip: f32) {
  let lr = group.x;
  let decay = group.y;
  let g = grads[i] * clip;
  var p = params[i];${RULES[kind]}
  params[i] = p;
  ${ema ? 'average[i] = mix(p, average[i], vec4f(step.emaDecay));' : ''}
}`),
    grid: () => grid1d(quads / each),
  })
}

/** average = average * emaDecay + value * (1 - emaDecay), for running statistics. `scaled` as in `optimizer`. */
export function movingAverage(quads: number, scaled = false) {
  return kernel<string>({
    name: `moving-average${scaled ? ' scaled' : ''}`,
    bindings: { value: read(), average: write(), ...(scaled ? { scaler: read('f32') } : {}) },
    code: over(
      `${quads}u`,
      `${scaled ? `if (${OVERFLOWED}) { return; }\n  ` : ''}average[i] = mix(value[i], average[i], vec4f(step.emaDecay));`,
    ),
    grid: () => grid1d(quads),
  })
}
