// bn-finalise 128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> partial: array<vec4f, 128>;
@group(0) @binding(3) var<storage, read> weight: array<vec4f, 32>;
@group(0) @binding(4) var<storage, read> bias: array<vec4f, 32>;
@group(0) @binding(5) var<storage, read_write> mean: array<vec4f, 32>;
@group(0) @binding(6) var<storage, read_write> variance: array<vec4f, 32>;
@group(0) @binding(7) var<storage, read_write> stats: array<vec4f, 160>;

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 16u + lane;
  if (i >= 32u) { return; }
  
  let rows = step.n * 64u;
  let share = (rows + 1u) / 2u;
  var m = vec4f(0);
  var m2 = vec4f(0);
  var count = 0.0;
  for (var g = 0u; g < 2u; g++) {
    let begin = min(g * share, rows);
    let here = f32(min(begin + share, rows) - begin);
    if (here == 0.0) { break; }
    let at = (g * 32u + i) * 2u;
    let delta = partial[at] - m;
    let total = count + here;
    m += delta * (here / total);
    m2 += partial[at + 1u] + delta * delta * (count * here / total);
    count = total;
  }
  let v = m2 / count;
  let inverse = 1.0 / sqrt(v + 0.00001);
  let scale = weight[i] * inverse;
  stats[i] = x[i];
  stats[i + 32u] = inverse;
  stats[i + 64u] = scale;
  stats[i + 96u] = bias[i] - m * scale;
  stats[i + 128u] = m;
  mean[i] = mix(mean[i], x[i] + m, vec4f(0.1));
  variance[i] = mix(variance[i], m2 / max(count - 1.0, 1.0), vec4f(0.1));
}
