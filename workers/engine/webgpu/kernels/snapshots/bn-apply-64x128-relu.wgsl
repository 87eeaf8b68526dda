// bn-apply 64x128 +relu
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> stats: array<vec4f, 160>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, 16384>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= step.n * 2048u) { return; }
  let q = i % 32u;
  let v = fma(x[i] - stats[q], stats[q + 64u], stats[q + 96u]);
  y[i] = max(v, vec4f(0));
}
