// bn-backward-finalise 128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> partial: array<vec4f, 128>;
@group(0) @binding(2) var<storage, read_write> dweight: array<vec4f, 32>;
@group(0) @binding(3) var<storage, read_write> dbias: array<vec4f, 32>;
@group(0) @binding(4) var<storage, read_write> means: array<vec4f, 64>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= 32u) { return; }
  var s0 = vec4f(0);
  var s1 = vec4f(0);
  for (var g = 0u; g < 2u; g++) {
    s0 += partial[(g * 32u + i) * 2u];
    s1 += partial[(g * 32u + i) * 2u + 1u];
  }
  let rows = f32(step.n * 64u);
  means[i] = s0 / rows;
  means[i + 32u] = s1 / rows;
  dbias[i] = s0 + select(dbias[i], vec4f(0), step.first == 1u);
  dweight[i] = s1 + select(dweight[i], vec4f(0), step.first == 1u);
}
