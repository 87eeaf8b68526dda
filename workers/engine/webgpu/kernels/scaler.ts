/**
 * Dynamic loss scaling, as torch.amp.GradScaler does it: the loss's gradient times a scale, so that small gradients do not vanish in f16; before an update
 * the gradients over it; where one of them is infinite or NaN no update, and half the scale; after 2,000 updates in a row twice the scale.
 *
 * All of it stays on the device, so that no step waits for another's outcome. What torch's optimizers count by the updates that were made is therefore
 * counted here, too: of each group how many of its updates were skipped.
 *
 * `scaler`, in floats: scale, updates since it changed, whether the last update overflowed, 0; of each group its skipped updates; of each group Adam's
 * corrections (1 - beta1^t, sqrt(1 - beta2^t)).
 */
import { GROUPS, grid1d, kernel, over, read, write } from '../kernel'

/** torch.amp.GradScaler's defaults. */
export const INIT_SCALE = 65536
const GROWTH = 2
const BACKOFF = 0.5
const GROWTH_INTERVAL = 2000

/** Places in `scaler`, in floats. */
export const SCALER = { scale: 0, tracker: 1, overflowed: 2, skipped: 4, corrections: 4 + GROUPS } as const
export const SCALER_BYTES = (SCALER.corrections + 2 * GROUPS) * 4

/** WGSL of what reads `scaler`: whether the update is skipped, and the corrections of a group. */
export const OVERFLOWED = `scaler[${SCALER.overflowed}] != 0.0`
export const CORRECTIONS = (group: string): string =>
  [0, 1].map((which) => `scaler[${SCALER.corrections + which}u + 2u * ${group}]`).join(', ')

/** All parameters, for what reads them in f16: cast once a step. */
export function castParams(quads: number) {
  return kernel({
    name: 'cast-parameters',
    bindings: { params: read(), half: write() },
    code: over(`${quads}u`, 'half[i] = params[i];'),
    grid: () => grid1d(quads),
  })
}

/** dlogits *= scale. */
export function scaleLoss(classes: number) {
  return kernel({
    name: `scale-loss ${classes}`,
    bindings: { scaler: read('f32'), dlogits: write('f32') },
    code: over(`step.n * ${classes}u`, `dlogits[i] *= scaler[${SCALER.scale}];`),
    grid: (n) => grid1d(n * classes),
  })
}

const PARTS = 4096
export const UNSCALE_PARTS_BYTES = PARTS * 4

/** grads /= scale; each of `found` is whether its share holds what is not finite. By its bits: a shader may be compiled as if nothing were infinite. */
export function unscale(quads: number) {
  return kernel({
    name: 'unscale',
    bindings: { scaler: read('f32'), grads: write(), found: write('u32') },
    code: over(
      `${PARTS}u`,
      /* wgsl */ `let inverse = 1.0 / scaler[${SCALER.scale}];
  var bad = 0u;
  for (var k = i; k < ${quads}u; k += ${PARTS}u) {
    let g = grads[k];
    let exponents = bitcast<vec4u>(g) & vec4u(0x7f800000u);
    bad |= select(0u, 1u, any(exponents == vec4u(0x7f800000u)));
    grads[k] = g * inverse;
  }
  found[i] = bad;`,
    ),
    grid: () => grid1d(PARTS),
  })
}

/** The outcome of `unscale` in `scaler`, and in the step's result. An invocation a group; `step.groups[group].z` counts its updates, skipped ones too. */
export function scalerUpdate() {
  return kernel({
    name: 'scaler-update',
    bindings: { found: read('u32'), scaler: write('f32'), results: write('vec4f') },
    code: /* wgsl */ `
var<workgroup> shares: array<u32, ${GROUPS}>;
/** 1 - beta^t, with no difference of numbers near one: of 2t it is c * (2 - c), of t + 1 it is c * beta + (1 - beta). */
fn correction(beta: f32, t: u32) -> f32 {
  var c = 0.0;
  for (var bit = 32u; bit > 0u; bit--) {
    c *= 2.0 - c;
    if ((t >> (bit - 1u) & 1u) == 1u) { c = fma(c, beta, 1.0 - beta); }
  }
  return c;
}
@compute @workgroup_size(${GROUPS})
fn main(@builtin(local_invocation_index) group: u32) {
  var mine = 0u;
  for (var k = group; k < ${PARTS}u; k += ${GROUPS}u) { mine |= found[k]; }
  shares[group] = mine;
  workgroupBarrier();
  var overflowed = 0u;
  for (var k = 0u; k < ${GROUPS}u; k++) { overflowed |= shares[k]; }
  let updates = step.groups[group].z;
  if (overflowed == 1u && updates > 0.0) { scaler[${SCALER.skipped}u + group] += 1.0; }
  let t = u32(max(updates - scaler[${SCALER.skipped}u + group], 1.0));
  scaler[${SCALER.corrections}u + 2u * group] = correction(step.beta1, t);
  scaler[${SCALER.corrections + 1}u + 2u * group] = sqrt(correction(step.beta2, t));
  if (group > 0u) { return; }
  scaler[${SCALER.overflowed}] = f32(overflowed);
  if (overflowed == 1u) {
    scaler[${SCALER.scale}] *= ${BACKOFF};
    scaler[${SCALER.tracker}] = 0.0;
  } else if (scaler[${SCALER.tracker}] + 1.0 == ${GROWTH_INTERVAL}.0) {
    // One that is beyond f32 stays, as in torch.
    scaler[${SCALER.scale}] *= select(1.0, ${GROWTH}.0, scaler[${SCALER.scale}] < 1.7e38);
    scaler[${SCALER.tracker}] = 0.0;
  } else { scaler[${SCALER.tracker}] += 1.0; }
  results[step.slot].w = f32(overflowed);
}`,
    grid: () => [1, 1, 1],
  })
}
