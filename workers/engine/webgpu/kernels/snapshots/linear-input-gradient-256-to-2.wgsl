// linear-input-gradient 256 -> 2
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> dy: array<f32, 16>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 128>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f, 512>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= step.n * 64u) { return; }
  let k = i % 64u;
  let source = i / 64u * 2u;
  var sum = vec4f(0);
  for (var o = 0u; o < 2u; o++) { sum = fma(vec4f(dy[source + o]), w[o * 64u + k], sum); }
  dx[i] = sum;
}
