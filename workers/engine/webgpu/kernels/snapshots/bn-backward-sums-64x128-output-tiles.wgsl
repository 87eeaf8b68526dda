// bn-backward-sums 64x128 output
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
@group(0) @binding(3) var<storage, read_write> g: array<vec4f, 16384>;
@group(0) @binding(4) var<storage, read> y: array<vec4f, 16384>;
@group(0) @binding(5) var<storage, read_write> partial: array<vec4f, 128>;

var<workgroup> sums: array<vec4f, 512>;
@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(workgroup_id) wg: vec3u) {
  let q = min(gid.x, 31u);
  let group = wg.y;
  let rows = step.n * 64u;
  let share = (rows + 1u) / 2u;
  let begin = min(group * share, rows);
  let end = min(begin + share, rows);
  var s0 = vec4f(0);
  var s1 = vec4f(0);
  let origin = stats[q]; let inverse = stats[q + 32u]; let m = stats[q + 128u];
  for (var r = begin + lid.y; r < end; r += 16u) {
    let at = r * 32u + q;
    let d = select(vec4f(0), g[at], y[at] > vec4f(0)); g[at] = d; s0 += d; s1 = fma(d, (x[at] - origin - m) * inverse, s1);
  }
  let mine = lid.y * 16u + lid.x;
  sums[mine * 2u] = s0;
  sums[mine * 2u + 1u] = s1;
  workgroupBarrier();
  if (lid.y > 0u) { return; }
  for (var l = 1u; l < 16u; l++) {
    s0 += sums[(l * 16u + lid.x) * 2u];
    s1 += sums[(l * 16u + lid.x) * 2u + 1u];
  }
  if (gid.x >= 32u) { return; }
  let out = (group * 32u + q) * 2u;
  partial[out] = s0; partial[out + 1u] = s1;
}
