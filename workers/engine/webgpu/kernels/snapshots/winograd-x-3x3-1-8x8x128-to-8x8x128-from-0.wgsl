// winograd-x 3x3/1 8x8x128 -> 8x8x128 from 0
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read_write> v: array<vec4f, 65536>;

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
  var d: array<vec4f, 16>;
  for (var k = 0; k < 16; k++) {
    let h = top + k / 4 - 1;
    let c = left + k % 4 - 1;
    let valid = real && h >= 0 && h < 8 && c >= 0 && c < 8;
    d[k] = select(vec4f(0), x[u32(select(0, (image * 8 + h) * 8 + c, valid)) * 32u + q], valid);
  }
  let t0_0 = d[0] - d[8];
  let t1_0 = d[4] + d[8];
  let t2_0 = d[8] - d[4];
  let t3_0 = d[4] - d[12];
  let t0_1 = d[1] - d[9];
  let t1_1 = d[5] + d[9];
  let t2_1 = d[9] - d[5];
  let t3_1 = d[5] - d[13];
  let t0_2 = d[2] - d[10];
  let t1_2 = d[6] + d[10];
  let t2_2 = d[10] - d[6];
  let t3_2 = d[6] - d[14];
  let t0_3 = d[3] - d[11];
  let t1_3 = d[7] + d[11];
  let t2_3 = d[11] - d[7];
  let t3_3 = d[7] - d[15];
  v[0u + i] = t0_0 - t0_2;
  v[4096u + i] = t0_1 + t0_2;
  v[8192u + i] = t0_2 - t0_1;
  v[12288u + i] = t0_1 - t0_3;
  v[16384u + i] = t1_0 - t1_2;
  v[20480u + i] = t1_1 + t1_2;
  v[24576u + i] = t1_2 - t1_1;
  v[28672u + i] = t1_1 - t1_3;
  v[32768u + i] = t2_0 - t2_2;
  v[36864u + i] = t2_1 + t2_2;
  v[40960u + i] = t2_2 - t2_1;
  v[45056u + i] = t2_1 - t2_3;
  v[49152u + i] = t3_0 - t3_2;
  v[53248u + i] = t3_1 + t3_2;
  v[57344u + i] = t3_2 - t3_1;
  v[61440u + i] = t3_1 - t3_3;
}
