// max-pool-gradient 32x32x64
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> dy: array<vec4f, 32768>;
@group(0) @binding(2) var<storage, read> taps: array<u32, 32768>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f, 131072>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= step.n * 16384u) { return; }
  let q = i % 16u;
  let iw = i32(i / 16u % 32u);
  let ih = i32(i / 512u % 32u);
  let image = i32(i / 16384u);
  var sum = vec4f(0);
  for (var kh = (ih + 1) % 2; kh < 3; kh += 2) {
    let oh = (ih + 1 - kh) / 2;
    if (ih + 1 < kh || oh >= 16) { continue; }
    for (var kw = (iw + 1) % 2; kw < 3; kw += 2) {
      let ow = (iw + 1 - kw) / 2;
      if (iw + 1 < kw || ow >= 16) { continue; }
      let at = u32((image * 16 + oh) * 16 + ow) * 16u + q;
      let packed = taps[at];
      let tap = vec4u(packed, packed >> 8u, packed >> 16u, packed >> 24u) & vec4u(255);
      sum += select(vec4f(0), dy[at], tap == vec4u(u32(kh * 3 + kw)));
    }
  }
  dx[i] = sum;
}
