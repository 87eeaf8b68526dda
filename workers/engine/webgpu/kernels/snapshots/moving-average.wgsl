// moving-average
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> value: array<vec4f, 2560>;
@group(0) @binding(2) var<storage, read_write> average: array<vec4f, 2560>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= 2560u) { return; }
  average[i] = mix(value[i], average[i], vec4f(step.emaDecay));
}
