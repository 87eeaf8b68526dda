// winograd-dw 128 -> 128 /1
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> sums: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4f, 36864>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= 4096u) { return; }
  var d: array<vec4f, 16>;
  for (var k = 0u; k < 16u; k++) {
    for (var split = 0u; split < 1u; split++) { d[k] += sums[split * 65536u + k * 4096u + i]; }
  }
  let t0_0 = d[0] + 0.5 * (d[4] + d[8]);
  let t1_0 = 0.5 * (d[4] - d[8]);
  let t2_0 = 0.5 * (d[4] + d[8]) + d[12];
  let t0_1 = d[1] + 0.5 * (d[5] + d[9]);
  let t1_1 = 0.5 * (d[5] - d[9]);
  let t2_1 = 0.5 * (d[5] + d[9]) + d[13];
  let t0_2 = d[2] + 0.5 * (d[6] + d[10]);
  let t1_2 = 0.5 * (d[6] - d[10]);
  let t2_2 = 0.5 * (d[6] + d[10]) + d[14];
  let t0_3 = d[3] + 0.5 * (d[7] + d[11]);
  let t1_3 = 0.5 * (d[7] - d[11]);
  let t2_3 = 0.5 * (d[7] + d[11]) + d[15];
  dw[0u + i] = t0_0 + 0.5 * (t0_1 + t0_2) + select(dw[0u + i], vec4f(0), step.first == 1u);
  dw[4096u + i] = 0.5 * (t0_1 - t0_2) + select(dw[4096u + i], vec4f(0), step.first == 1u);
  dw[8192u + i] = 0.5 * (t0_1 + t0_2) + t0_3 + select(dw[8192u + i], vec4f(0), step.first == 1u);
  dw[12288u + i] = t1_0 + 0.5 * (t1_1 + t1_2) + select(dw[12288u + i], vec4f(0), step.first == 1u);
  dw[16384u + i] = 0.5 * (t1_1 - t1_2) + select(dw[16384u + i], vec4f(0), step.first == 1u);
  dw[20480u + i] = 0.5 * (t1_1 + t1_2) + t1_3 + select(dw[20480u + i], vec4f(0), step.first == 1u);
  dw[24576u + i] = t2_0 + 0.5 * (t2_1 + t2_2) + select(dw[24576u + i], vec4f(0), step.first == 1u);
  dw[28672u + i] = 0.5 * (t2_1 - t2_2) + select(dw[28672u + i], vec4f(0), step.first == 1u);
  dw[32768u + i] = 0.5 * (t2_1 + t2_2) + t2_3 + select(dw[32768u + i], vec4f(0), step.first == 1u);
}
