// winograd-weights 128 -> 128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> w: array<vec4f, 36864>;
@group(0) @binding(2) var<storage, read_write> u: array<vec4f, 65536>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= 4096u) { return; }
  var d: array<vec4f, 9>;
  for (var k = 0u; k < 9u; k++) { d[k] = w[k * 4096u + i]; }
  let t0_0 = d[0];
  let t1_0 = 0.5 * (d[0] + d[3] + d[6]);
  let t2_0 = 0.5 * (d[0] - d[3] + d[6]);
  let t3_0 = d[6];
  let t0_1 = d[1];
  let t1_1 = 0.5 * (d[1] + d[4] + d[7]);
  let t2_1 = 0.5 * (d[1] - d[4] + d[7]);
  let t3_1 = d[7];
  let t0_2 = d[2];
  let t1_2 = 0.5 * (d[2] + d[5] + d[8]);
  let t2_2 = 0.5 * (d[2] - d[5] + d[8]);
  let t3_2 = d[8];
  u[0u + i] = t0_0;
  u[4096u + i] = 0.5 * (t0_0 + t0_1 + t0_2);
  u[8192u + i] = 0.5 * (t0_0 - t0_1 + t0_2);
  u[12288u + i] = t0_2;
  u[16384u + i] = t1_0;
  u[20480u + i] = 0.5 * (t1_0 + t1_1 + t1_2);
  u[24576u + i] = 0.5 * (t1_0 - t1_1 + t1_2);
  u[28672u + i] = t1_2;
  u[32768u + i] = t2_0;
  u[36864u + i] = 0.5 * (t2_0 + t2_1 + t2_2);
  u[40960u + i] = 0.5 * (t2_0 - t2_1 + t2_2);
  u[45056u + i] = t2_2;
  u[49152u + i] = t3_0;
  u[53248u + i] = 0.5 * (t3_0 + t3_1 + t3_2);
  u[57344u + i] = 0.5 * (t3_0 - t3_1 + t3_2);
  u[61440u + i] = t3_2;
}
