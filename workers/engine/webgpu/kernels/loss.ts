/** Softmax cross-entropy as torch.nn.CrossEntropyLoss (class weights, label smoothing, soft labels): loss, right answers and gradient in one dispatch. */
import { kernel, read, write } from '../kernel'

/** Slots of the ring of results; each is (loss, correct, serial mod 2^24, whether the update was skipped). */
export const RESULT_SLOTS = 1024

/**
 * One workgroup, an invocation a picture in turn. `weights` has one entry a class (ones for none).
 * The loss is the weighted mean; the gradient is that of `step.scale` times the loss. The serial tells a result from a slot's older content.
 */
export function crossEntropy(classes: number, smoothing: number) {
  return kernel({
    name: `cross-entropy ${classes}`,
    bindings: { logits: read('f32'), labels: read('u32'), weights: read('f32'), dlogits: write('f32'), results: write('vec4f') },
    code: /* wgsl */ `
const LANES = 64u;
var<workgroup> sums: array<vec2f, LANES>;
@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var weightSum = 0.0;
  for (var r = 0u; r < step.n; r++) { weightSum += weights[labels[r]]; }
  var allWeights = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { allWeights += weights[c]; }
  var mine = vec2f(0);
  for (var r = lane; r < step.n; r += LANES) {
    let base = r * ${classes}u;
    let label = labels[r];
    var top = logits[base];
    var best = 0u;
    for (var c = 1u; c < ${classes}u; c++) {
      if (logits[base + c] > top) { top = logits[base + c]; best = c; }
    }
    var total = 0.0;
    for (var c = 0u; c < ${classes}u; c++) { total += exp(logits[base + c] - top); }
    let logTotal = log(total);
    var smoothed = 0.0;
    for (var c = 0u; c < ${classes}u; c++) {
      let logp = logits[base + c] - top - logTotal;
      smoothed -= weights[c] * logp;
      let p = exp(logp);
      let hard = ${1 - smoothing}f * weights[label] * (p - select(0.0, 1.0, c == label));
      let soft = ${smoothing / classes}f * (p * allWeights - weights[c]);
      dlogits[base + c] = step.scale * (hard + soft) / weightSum;
    }
    let nll = -weights[label] * (logits[base + label] - top - logTotal);
    mine += vec2f(${1 - smoothing}f * nll + ${smoothing / classes}f * smoothed, select(0.0, 1.0, best == label));
  }
  sums[lane] = mine;
  workgroupBarrier();
  if (lane == 0u) {
    var all = vec2f(0);
    for (var l = 0u; l < LANES; l++) { all += sums[l]; }
    results[step.slot] = vec4f(all.x / weightSum, all.y, f32(step.serial & 0xffffffu), 0.0);
  }
}`,
    grid: () => [1, 1, 1],
  })
}

/**
 * The same for soft labels, as torch.nn.CrossEntropyLoss has it for probabilities: smoothing e makes shares t of them `(1 - e) t + e / K`, and the loss is the
 * plain mean of `sum_k w[k] t[k] (-log p[k])`, whatever the weights add up to. A right answer names the class with the largest share, the first of equals.
 */
export function softCrossEntropy(classes: number, smoothing: number) {
  return kernel({
    name: `soft cross-entropy ${classes}`,
    bindings: { logits: read('f32'), targets: read('f32'), weights: read('f32'), dlogits: write('f32'), results: write('vec4f') },
    code: /* wgsl */ `
const LANES = 64u;
var<workgroup> sums: array<vec2f, LANES>;
fn share(at: u32, c: u32) -> f32 { return weights[c] * (${1 - smoothing}f * targets[at + c] + ${smoothing / classes}f); }
@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  let n = f32(step.n);
  var mine = vec2f(0);
  for (var r = lane; r < step.n; r += LANES) {
    let base = r * ${classes}u;
    var best = 0u;
    var label = 0u;
    for (var c = 1u; c < ${classes}u; c++) {
      if (logits[base + c] > logits[base + best]) { best = c; }
      if (targets[base + c] > targets[base + label]) { label = c; }
    }
    let top = logits[base + best];
    var total = 0.0;
    var mass = 0.0;
    for (var c = 0u; c < ${classes}u; c++) {
      total += exp(logits[base + c] - top);
      mass += share(base, c);
    }
    let logTotal = log(total);
    var loss = 0.0;
    for (var c = 0u; c < ${classes}u; c++) {
      let logp = logits[base + c] - top - logTotal;
      loss -= share(base, c) * logp;
      dlogits[base + c] = step.scale * (mass * exp(logp) - share(base, c)) / n;
    }
    mine += vec2f(loss, select(0.0, 1.0, best == label));
  }
  sums[lane] = mine;
  workgroupBarrier();
  if (lane == 0u) {
    var all = vec2f(0);
    for (var l = 0u; l < LANES; l++) { all += sums[l]; }
    results[step.slot] = vec4f(all.x / n, all.y, f32(step.serial & 0xffffffu), 0.0);
  }
}`,
    grid: () => [1, 1, 1],
  })
}
