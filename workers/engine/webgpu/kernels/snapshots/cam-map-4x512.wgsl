// cam-map 4x512
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 4096>;
@group(0) @binding(2) var<storage, read> dfeatures: array<vec4f, 1024>;
@group(0) @binding(3) var<storage, read_write> y: array<f32, 32>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= step.n * 4u) { return; }
  var sum = 0.0;
  for (var q = 0u; q < 128u; q++) { sum += dot(x[i * 128u + q], dfeatures[i / 4u * 128u + q]); }
  y[i] = max(sum / 4.0, 0.0);
}
