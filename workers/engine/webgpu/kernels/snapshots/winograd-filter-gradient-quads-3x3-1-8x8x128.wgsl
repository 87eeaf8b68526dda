// winograd-filter-gradient-quads 3x3/1 8x8x128 -> 8x8x128 from 0
enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> v: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read> m: array<vec4f, 65536>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f, 65536>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(local_invocation_index) lane: u32) {
  let own = (wg.x * 4u + lane) * 2u;
  let o0 = min(own, 30u);
  let r0 = min(wg.y * 8u + 0u + lane, 31u);
  let r1 = min(wg.y * 8u + 4u + lane, 31u);
  var held: array<vec4f, 64>;
  let count = (min(max(step.n, 0u) - 0u, 8u) * 16u);
  for (var t = 0u; t < count; t += 4u) {
    let at = wg.z * 128u + t;
    let m0 = mat4x4f(m[(at + 0u) * 32u + o0 + 0u], m[(at + 1u) * 32u + o0 + 0u], m[(at + 2u) * 32u + o0 + 0u], m[(at + 3u) * 32u + o0 + 0u]);
    let m1 = mat4x4f(m[(at + 0u) * 32u + o0 + 1u], m[(at + 1u) * 32u + o0 + 1u], m[(at + 2u) * 32u + o0 + 1u], m[(at + 3u) * 32u + o0 + 1u]);
    { let v0 = v[(at + 0u) * 32u + r0]; let v1 = v[(at + 1u) * 32u + r0]; let v2 = v[(at + 2u) * 32u + r0]; let v3 = v[(at + 3u) * 32u + r0];
      { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); held[0] += m0 * x0_0; held[1] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[8] += m0 * x0_1; held[9] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[16] += m0 * x0_2; held[17] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[24] += m0 * x0_3; held[25] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); held[2] += m0 * x0_0; held[3] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[10] += m0 * x0_1; held[11] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[18] += m0 * x0_2; held[19] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[26] += m0 * x0_3; held[27] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); held[4] += m0 * x0_0; held[5] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[12] += m0 * x0_1; held[13] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[20] += m0 * x0_2; held[21] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[28] += m0 * x0_3; held[29] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.w, v1.w, v2.w, v3.w); held[6] += m0 * x0_0; held[7] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[14] += m0 * x0_1; held[15] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[22] += m0 * x0_2; held[23] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[30] += m0 * x0_3; held[31] += m1 * x0_3; } }
    { let v0 = v[(at + 0u) * 32u + r1]; let v1 = v[(at + 1u) * 32u + r1]; let v2 = v[(at + 2u) * 32u + r1]; let v3 = v[(at + 3u) * 32u + r1];
      { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); held[32] += m0 * x0_0; held[33] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[40] += m0 * x0_1; held[41] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[48] += m0 * x0_2; held[49] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[56] += m0 * x0_3; held[57] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); held[34] += m0 * x0_0; held[35] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[42] += m0 * x0_1; held[43] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[50] += m0 * x0_2; held[51] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[58] += m0 * x0_3; held[59] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); held[36] += m0 * x0_0; held[37] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[44] += m0 * x0_1; held[45] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[52] += m0 * x0_2; held[53] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[60] += m0 * x0_3; held[61] += m1 * x0_3; }
      { let x0_0 = vec4f(v0.w, v1.w, v2.w, v3.w); held[38] += m0 * x0_0; held[39] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); held[46] += m0 * x0_1; held[47] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); held[54] += m0 * x0_2; held[55] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); held[62] += m0 * x0_3; held[63] += m1 * x0_3; } }
  }

  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);
  for (var t = 0u; t < 8u; t++) {
    let row = wg.y * 8u + (t & ~3u) + lanes[t & 3u];
    let stored = row < 32u && own < 32u;
    let base = (wg.z * 128u + row * 4u) * 32u + o0;
    for (var l = 0u; l < 4u; l++) {
      for (var q = 0u; q < 2u; q++) {
        let at = base + l * 32u + q;
        if (stored) { sums[at] = held[(t * 4u + l) * 2u + q]; }
      }
    }
  }
}
