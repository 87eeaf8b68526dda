// winograd-forward-quads 32x512 -> 512
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
@group(0) @binding(2) var<storage, read> u: array<vec4f, 1048576>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f, 65536>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 16u * wgs.y + id.y, id.z % 16u);
  if (wg.y * 32u >= 32u) { return; }
  let own = (wg.x * 4u + lane) * 2u;
  let q0 = min(own, 126u);
  let top = wg.z * 32u + wg.y * 32u;
  var at: array<u32, 8>;
  for (var j = 0u; j < 8u; j++) { at[j] = (top + j * 4u + lane) * 128u; }
  var sums: array<vec4f, 64>;
  var wi = wg.z * 65536u + q0;
  {

      for (var c = 0u; c < 128u; c += 2u) {
        let m0_0 = mat4x4f(u[(wi + 0u * 512u) + 0u], u[(wi + 0u * 512u) + 128u], u[(wi + 0u * 512u) + 256u], u[(wi + 0u * 512u) + 384u]);
        let m1_0 = mat4x4f(u[(wi + 0u * 512u) + 1u], u[(wi + 0u * 512u) + 129u], u[(wi + 0u * 512u) + 257u], u[(wi + 0u * 512u) + 385u]);
        let m0_1 = mat4x4f(u[(wi + 1u * 512u) + 0u], u[(wi + 1u * 512u) + 128u], u[(wi + 1u * 512u) + 256u], u[(wi + 1u * 512u) + 384u]);
        let m1_1 = mat4x4f(u[(wi + 1u * 512u) + 1u], u[(wi + 1u * 512u) + 129u], u[(wi + 1u * 512u) + 257u], u[(wi + 1u * 512u) + 385u]);
        { let x0_0 = v[at[0] + (c + 0u)]; let x1_0 = v[at[0] + (c + 1u)]; sums[0] += m0_0 * x0_0 + m0_1 * x1_0; sums[1] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[2] += m0_0 * x0_1 + m0_1 * x1_1; sums[3] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[4] += m0_0 * x0_2 + m0_1 * x1_2; sums[5] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[6] += m0_0 * x0_3 + m0_1 * x1_3; sums[7] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[1] + (c + 0u)]; let x1_0 = v[at[1] + (c + 1u)]; sums[8] += m0_0 * x0_0 + m0_1 * x1_0; sums[9] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[10] += m0_0 * x0_1 + m0_1 * x1_1; sums[11] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[12] += m0_0 * x0_2 + m0_1 * x1_2; sums[13] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[14] += m0_0 * x0_3 + m0_1 * x1_3; sums[15] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[2] + (c + 0u)]; let x1_0 = v[at[2] + (c + 1u)]; sums[16] += m0_0 * x0_0 + m0_1 * x1_0; sums[17] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[18] += m0_0 * x0_1 + m0_1 * x1_1; sums[19] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[20] += m0_0 * x0_2 + m0_1 * x1_2; sums[21] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[22] += m0_0 * x0_3 + m0_1 * x1_3; sums[23] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[3] + (c + 0u)]; let x1_0 = v[at[3] + (c + 1u)]; sums[24] += m0_0 * x0_0 + m0_1 * x1_0; sums[25] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[26] += m0_0 * x0_1 + m0_1 * x1_1; sums[27] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[28] += m0_0 * x0_2 + m0_1 * x1_2; sums[29] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[30] += m0_0 * x0_3 + m0_1 * x1_3; sums[31] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[4] + (c + 0u)]; let x1_0 = v[at[4] + (c + 1u)]; sums[32] += m0_0 * x0_0 + m0_1 * x1_0; sums[33] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[34] += m0_0 * x0_1 + m0_1 * x1_1; sums[35] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[36] += m0_0 * x0_2 + m0_1 * x1_2; sums[37] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[38] += m0_0 * x0_3 + m0_1 * x1_3; sums[39] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[5] + (c + 0u)]; let x1_0 = v[at[5] + (c + 1u)]; sums[40] += m0_0 * x0_0 + m0_1 * x1_0; sums[41] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[42] += m0_0 * x0_1 + m0_1 * x1_1; sums[43] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[44] += m0_0 * x0_2 + m0_1 * x1_2; sums[45] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[46] += m0_0 * x0_3 + m0_1 * x1_3; sums[47] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[6] + (c + 0u)]; let x1_0 = v[at[6] + (c + 1u)]; sums[48] += m0_0 * x0_0 + m0_1 * x1_0; sums[49] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[50] += m0_0 * x0_1 + m0_1 * x1_1; sums[51] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[52] += m0_0 * x0_2 + m0_1 * x1_2; sums[53] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[54] += m0_0 * x0_3 + m0_1 * x1_3; sums[55] += m1_0 * x0_3 + m1_1 * x1_3; }
        { let x0_0 = v[at[7] + (c + 0u)]; let x1_0 = v[at[7] + (c + 1u)]; sums[56] += m0_0 * x0_0 + m0_1 * x1_0; sums[57] += m1_0 * x0_0 + m1_1 * x1_0;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[58] += m0_0 * x0_1 + m0_1 * x1_1; sums[59] += m1_0 * x0_1 + m1_1 * x1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[60] += m0_0 * x0_2 + m0_1 * x1_2; sums[61] += m1_0 * x0_2 + m1_1 * x1_2;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[62] += m0_0 * x0_3 + m0_1 * x1_3; sums[63] += m1_0 * x0_3 + m1_1 * x1_3; }
        wi += 2u * 512u;
      }
  }

  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);
  for (var r = 0u; r < 32u; r++) {
    let out = (top + (r & ~3u) + lanes[r & 3u]) * 128u + q0;
    let stored = own < 128u;

    for (var q = 0u; q < 2u; q++) {
      if (stored) { let o = out + q; let sum = sums[r * 2u + q]; m[o] = sum; }
    }
  }
}
