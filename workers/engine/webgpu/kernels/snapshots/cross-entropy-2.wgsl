// cross-entropy 2
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> logits: array<f32, 16>;
@group(0) @binding(2) var<storage, read> labels: array<u32, 8>;
@group(0) @binding(3) var<storage, read> weights: array<f32, 4>;
@group(0) @binding(4) var<storage, read_write> dlogits: array<f32, 16>;
@group(0) @binding(5) var<storage, read_write> results: array<vec4f, 1024>;

const LANES = 64u;
var<workgroup> sums: array<vec2f, LANES>;
@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var weightSum = 0.0;
  for (var r = 0u; r < step.n; r++) { weightSum += weights[labels[r]]; }
  var allWeights = 0.0;
  for (var c = 0u; c < 2u; c++) { allWeights += weights[c]; }
  var mine = vec2f(0);
  for (var r = lane; r < step.n; r += LANES) {
    let base = r * 2u;
    let label = labels[r];
    var top = logits[base];
    var best = 0u;
    for (var c = 1u; c < 2u; c++) {
      if (logits[base + c] > top) { top = logits[base + c]; best = c; }
    }
    var total = 0.0;
    for (var c = 0u; c < 2u; c++) { total += exp(logits[base + c] - top); }
    let logTotal = log(total);
    var smoothed = 0.0;
    for (var c = 0u; c < 2u; c++) {
      let logp = logits[base + c] - top - logTotal;
      smoothed -= weights[c] * logp;
      let p = exp(logp);
      let hard = 1f * weights[label] * (p - select(0.0, 1.0, c == label));
      let soft = 0f * (p * allWeights - weights[c]);
      dlogits[base + c] = step.scale * (hard + soft) / weightSum;
    }
    let nll = -weights[label] * (logits[base + label] - top - logTotal);
    mine += vec2f(1f * nll + 0f * smoothed, select(0.0, 1.0, best == label));
  }
  sums[lane] = mine;
  workgroupBarrier();
  if (lane == 0u) {
    var all = vec2f(0);
    for (var l = 0u; l < LANES; l++) { all += sums[l]; }
    results[step.slot] = vec4f(all.x / weightSum, all.y, f32(step.serial & 0xffffffu), 0.0);
  }
}
