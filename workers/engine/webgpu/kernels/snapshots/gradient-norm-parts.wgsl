// gradient-norm-parts
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> grads: array<vec4f, 2827296>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32, 4096>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= 4096u) { return; }
  var sum = vec4f(0);
  for (var k = i; k < 2827296u; k += 4096u) { let g = grads[k]; sum = fma(g, g, sum); }
  parts[i] = (sum.x + sum.y) + (sum.z + sum.w);
}
