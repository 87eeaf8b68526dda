// sgd
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> params: array<vec4f, 2656352>;
@group(0) @binding(2) var<storage, read> grads: array<vec4f, 2656352>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f, 2656352>;
@group(0) @binding(4) var<storage, read> table: array<u32, 83012>;
@group(0) @binding(5) var<storage, read> factor: array<f32, 4>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= 2656352u) { return; }
  let which = table[i / 32u];
  let group = step.groups[which];
  let clip = select(1.0, factor[0], step.clip > 0.0);
  for (var e = 0u; e < 1u; e++) { update(i * 1u + e, group, clip); }
}
fn update(i: u32, group: vec4f, clip: f32) {
  let lr = group.x;
  let decay = group.y;
  let g = grads[i] * clip;
  var p = params[i];
  let grad = g + decay * p;
  let buffer = fma(vec4f(step.momentum), m[i], grad);
  m[i] = buffer;
  p -= lr * select(buffer, fma(vec4f(step.momentum), buffer, grad), step.nesterov == 1u);
  params[i] = p;
  
}
