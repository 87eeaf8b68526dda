// winograd-dx 3x3/1 8x8x128 -> 8x8x128 from 0
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> m: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f, 16384>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= (min(max(step.n, 0u) - 0u, 8u) * 16u) * 32u) { return; }
  let q = i % 32u;
  let row = i / 32u;
  let image = i32(row / 16u) + 0;
  let top = i32(row % 16u / 4u) * 2;
  let left = i32(row % 16u % 4u) * 2;
  var d: array<vec4f, 16>;
  for (var k = 0u; k < 16u; k++) { d[k] = m[k * 4096u + i]; }
  var outputs: array<vec4f, 4>;
  let t0_0 = d[0] + d[4] + d[8];
  let t1_0 = d[4] - d[8] - d[12];
  let t0_1 = d[1] + d[5] + d[9];
  let t1_1 = d[5] - d[9] - d[13];
  let t0_2 = d[2] + d[6] + d[10];
  let t1_2 = d[6] - d[10] - d[14];
  let t0_3 = d[3] + d[7] + d[11];
  let t1_3 = d[7] - d[11] - d[15];
  outputs[0] = t0_0 + t0_1 + t0_2;
  outputs[1] = t0_1 - t0_2 - t0_3;
  outputs[2] = t1_0 + t1_1 + t1_2;
  outputs[3] = t1_1 - t1_2 - t1_3;
  for (var k = 0; k < 4; k++) {
    let h = top + k / 2;
    let c = left + k % 2;
    if (h < 8 && c < 8) {
      let acc = outputs[k];
      let o = u32((image * 8 + h) * 8 + c) * 32u + q;
      dx[o] = acc;
    }
  }
}
