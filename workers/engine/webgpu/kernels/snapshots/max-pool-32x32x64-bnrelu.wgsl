// max-pool 32x32x64 +bn+relu
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 131072>;
@group(0) @binding(2) var<storage, read> stats: array<vec4f, 80>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, 32768>;
@group(0) @binding(4) var<storage, read_write> taps: array<u32, 32768>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= step.n * 4096u) { return; }
  let q = i % 16u;
  let ow = i32(i / 16u % 16u);
  let oh = i32(i / 256u % 16u);
  let image = i32(i / 4096u);
  var best = vec4f(-3.4e38);
  var tap = vec4u(0);
  for (var kh = 0; kh < 3; kh++) {
    let ih = oh * 2 + kh - 1;
    if (ih < 0 || ih >= 32) { continue; }
    for (var kw = 0; kw < 3; kw++) {
      let iw = ow * 2 + kw - 1;
      if (iw < 0 || iw >= 32) { continue; }
      let at = u32((image * 32 + ih) * 32 + iw) * 16u + q;
      let v = max(fma(x[at] - stats[q], stats[q + 32u], stats[q + 48u]), vec4f(0));
      tap = select(tap, vec4u(u32(kh * 3 + kw)), v > best);
      best = max(best, v);
    }
  }
  y[i] = best;
  taps[i] = tap.x | (tap.y << 8u) | (tap.z << 16u) | (tap.w << 24u);
}
