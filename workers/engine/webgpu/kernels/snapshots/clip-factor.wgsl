// clip-factor
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> parts: array<f32, 4096>;
@group(0) @binding(2) var<storage, read_write> factor: array<f32, 4>;

var<workgroup> sums: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var k = lane; k < 4096u; k += 64u) { sum += parts[k]; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var all = 0.0;
    for (var l = 0u; l < 64u; l++) { all += sums[l]; }
    factor[0] = select(1.0, min(1.0, step.clip / (sqrt(all) + 1e-6)), step.clip > 0.0);
  }
}
