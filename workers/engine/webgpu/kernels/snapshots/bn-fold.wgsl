// bn-fold
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> params: array<vec4f, 2827296>;
@group(0) @binding(2) var<storage, read> buffers: array<vec4f, 2560>;
@group(0) @binding(3) var<storage, read> table: array<vec4u, 2400>;
@group(0) @binding(4) var<storage, read_write> folded: array<vec4f, 2560>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= 1200u) { return; }
  let source = table[i * 2u];
  let to = table[i * 2u + 1u];
  let scale = params[source.x] / sqrt(buffers[source.w] + bitcast<f32>(to.z));
  folded[to.x] = scale;
  folded[to.y] = params[source.y] - buffers[source.z] * scale;
}
