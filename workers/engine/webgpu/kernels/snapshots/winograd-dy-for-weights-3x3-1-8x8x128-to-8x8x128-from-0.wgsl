// winograd-dy-for-weights 3x3/1 8x8x128 -> 8x8x128 from 0
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read_write> m: array<vec4f, 65536>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= (((min(max(step.n, 0u) - 0u, 8u) * 16u) + 3u) & ~3u) * 32u) { return; }
  let q = i % 32u;
  let row = i / 32u;
  let image = i32(row / 16u) + 0;
  let top = i32(row % 16u / 4u) * 2;
  let left = i32(row % 16u % 4u) * 2;
  let real = row < (min(max(step.n, 0u) - 0u, 8u) * 16u);
  var d: array<vec4f, 4>;
  for (var k = 0; k < 4; k++) {
    let h = top + k / 2 - 0;
    let c = left + k % 2 - 0;
    let valid = real && h >= 0 && h < 8 && c >= 0 && c < 8;
    d[k] = select(vec4f(0), dy[u32(select(0, (image * 8 + h) * 8 + c, valid)) * 32u + q], valid);
  }
  let t0_0 = d[0];
  let t1_0 = d[0] + d[2];
  let t2_0 = d[0] - d[2];
  let t3_0 = -d[2];
  let t0_1 = d[1];
  let t1_1 = d[1] + d[3];
  let t2_1 = d[1] - d[3];
  let t3_1 = -d[3];
  m[0u + i] = t0_0;
  m[4096u + i] = t0_0 + t0_1;
  m[8192u + i] = t0_0 - t0_1;
  m[12288u + i] = -t0_1;
  m[16384u + i] = t1_0;
  m[20480u + i] = t1_0 + t1_1;
  m[24576u + i] = t1_0 - t1_1;
  m[28672u + i] = -t1_1;
  m[32768u + i] = t2_0;
  m[36864u + i] = t2_0 + t2_1;
  m[40960u + i] = t2_0 - t2_1;
  m[45056u + i] = -t2_1;
  m[49152u + i] = t3_0;
  m[53248u + i] = t3_0 + t3_1;
  m[57344u + i] = t3_0 - t3_1;
  m[61440u + i] = -t3_1;
}
