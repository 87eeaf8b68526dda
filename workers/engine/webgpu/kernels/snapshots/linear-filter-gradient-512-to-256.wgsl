// linear-filter-gradient 512 -> 256
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 1024>;
@group(0) @binding(2) var<storage, read> dy: array<f32, 2048>;
@group(0) @binding(3) var<storage, read_write> dw: array<vec4f, 32768>;
@group(0) @binding(4) var<storage, read_write> db: array<f32, 256>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= 32768u) { return; }
  let k = i % 128u;
  let o = i / 128u;
  var sum = vec4f(0);
  var bias = 0.0;
  for (var r = 0u; r < step.n; r++) {
    let d = dy[r * 256u + o];
    bias += d;
    sum = fma(vec4f(d), x[r * 128u + k], sum);
  }
  dw[i] = sum + select(dw[i], vec4f(0), step.first == 1u);
  if (k == 0u) { db[o] = bias + select(db[o], 0.0, step.first == 1u); }
}
