// bn-statistics 64x128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, 512>;


@compute @workgroup_size(16, 1)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(workgroup_id) wg: vec3u) {
  let q = min(gid.x, 31u);
  let group = wg.y;
  let rows = step.n * 64u;
  let share = (rows + 7u) / 8u;
  let begin = min(group * share, rows);
  let end = min(begin + share, rows);
  var s0 = vec4f(0);
  var s1 = vec4f(0);
  let origin = x[q];
  for (var r = begin + lid.y; r < end; r += 1u) {
    let at = r * 32u + q;
    let d = x[at] - origin; s0 += d; s1 = fma(d, d, s1);
  }
  
  if (gid.x >= 32u) { return; }
  let out = (group * 32u + q) * 2u;
  let count = f32(max(end - begin, 1u)); partial[out] = s0 / count; partial[out + 1u] = max(s1 - s0 * s0 / count, vec4f(0));
}
