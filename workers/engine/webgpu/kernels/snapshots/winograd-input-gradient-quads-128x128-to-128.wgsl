// winograd-input-gradient-quads 128x128 -> 128
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
@group(0) @binding(2) var<storage, read> u: array<vec4f, 65536>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f, 65536>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 16u * wgs.y + id.y, id.z % 16u);
  if (wg.y * 32u >= 128u) { return; }
  let own = (wg.x * 4u + lane) * 2u;
  let q0 = min(own, 30u);
  let top = wg.z * 128u + wg.y * 32u;
  var at: array<u32, 8>;
  for (var j = 0u; j < 8u; j++) { at[j] = (top + j * 4u + lane) * 32u; }
  var sums: array<vec4f, 64>;
  var wi = (select((wg.z / 4u), 3u - (wg.z / 4u), (wg.z / 4u) % 3u == 0u) * 4u + select((wg.z % 4u), 3u - (wg.z % 4u), (wg.z % 4u) % 3u == 0u)) * 4096u + q0 * 128u;
  {

      for (var c = 0u; c < 32u; c += 2u) {
        let m0_0 = mat4x4f(u[(wi + 0u * 1u) + 0u], u[(wi + 0u * 1u) + 32u], u[(wi + 0u * 1u) + 64u], u[(wi + 0u * 1u) + 96u]);
        let m1_0 = mat4x4f(u[(wi + 0u * 1u) + 128u], u[(wi + 0u * 1u) + 160u], u[(wi + 0u * 1u) + 192u], u[(wi + 0u * 1u) + 224u]);
        let m0_1 = mat4x4f(u[(wi + 1u * 1u) + 0u], u[(wi + 1u * 1u) + 32u], u[(wi + 1u * 1u) + 64u], u[(wi + 1u * 1u) + 96u]);
        let m1_1 = mat4x4f(u[(wi + 1u * 1u) + 128u], u[(wi + 1u * 1u) + 160u], u[(wi + 1u * 1u) + 192u], u[(wi + 1u * 1u) + 224u]);
        { let x0_0 = v[at[0] + (c + 0u)]; let x1_0 = v[at[0] + (c + 1u)]; sums[0] += x0_0 * m0_0 + x1_0 * m0_1; sums[1] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[2] += x0_1 * m0_0 + x1_1 * m0_1; sums[3] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[4] += x0_2 * m0_0 + x1_2 * m0_1; sums[5] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[6] += x0_3 * m0_0 + x1_3 * m0_1; sums[7] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[1] + (c + 0u)]; let x1_0 = v[at[1] + (c + 1u)]; sums[8] += x0_0 * m0_0 + x1_0 * m0_1; sums[9] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[10] += x0_1 * m0_0 + x1_1 * m0_1; sums[11] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[12] += x0_2 * m0_0 + x1_2 * m0_1; sums[13] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[14] += x0_3 * m0_0 + x1_3 * m0_1; sums[15] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[2] + (c + 0u)]; let x1_0 = v[at[2] + (c + 1u)]; sums[16] += x0_0 * m0_0 + x1_0 * m0_1; sums[17] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[18] += x0_1 * m0_0 + x1_1 * m0_1; sums[19] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[20] += x0_2 * m0_0 + x1_2 * m0_1; sums[21] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[22] += x0_3 * m0_0 + x1_3 * m0_1; sums[23] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[3] + (c + 0u)]; let x1_0 = v[at[3] + (c + 1u)]; sums[24] += x0_0 * m0_0 + x1_0 * m0_1; sums[25] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[26] += x0_1 * m0_0 + x1_1 * m0_1; sums[27] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[28] += x0_2 * m0_0 + x1_2 * m0_1; sums[29] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[30] += x0_3 * m0_0 + x1_3 * m0_1; sums[31] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[4] + (c + 0u)]; let x1_0 = v[at[4] + (c + 1u)]; sums[32] += x0_0 * m0_0 + x1_0 * m0_1; sums[33] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[34] += x0_1 * m0_0 + x1_1 * m0_1; sums[35] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[36] += x0_2 * m0_0 + x1_2 * m0_1; sums[37] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[38] += x0_3 * m0_0 + x1_3 * m0_1; sums[39] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[5] + (c + 0u)]; let x1_0 = v[at[5] + (c + 1u)]; sums[40] += x0_0 * m0_0 + x1_0 * m0_1; sums[41] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[42] += x0_1 * m0_0 + x1_1 * m0_1; sums[43] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[44] += x0_2 * m0_0 + x1_2 * m0_1; sums[45] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[46] += x0_3 * m0_0 + x1_3 * m0_1; sums[47] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[6] + (c + 0u)]; let x1_0 = v[at[6] + (c + 1u)]; sums[48] += x0_0 * m0_0 + x1_0 * m0_1; sums[49] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[50] += x0_1 * m0_0 + x1_1 * m0_1; sums[51] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[52] += x0_2 * m0_0 + x1_2 * m0_1; sums[53] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[54] += x0_3 * m0_0 + x1_3 * m0_1; sums[55] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = v[at[7] + (c + 0u)]; let x1_0 = v[at[7] + (c + 1u)]; sums[56] += x0_0 * m0_0 + x1_0 * m0_1; sums[57] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[58] += x0_1 * m0_0 + x1_1 * m0_1; sums[59] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[60] += x0_2 * m0_0 + x1_2 * m0_1; sums[61] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[62] += x0_3 * m0_0 + x1_3 * m0_1; sums[63] += x0_3 * m1_0 + x1_3 * m1_1; }
        wi += 2u * 1u;
      }
  }

  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);
  for (var r = 0u; r < 32u; r++) {
    let out = (top + (r & ~3u) + lanes[r & 3u]) * 32u + q0;
    let stored = own < 32u;

    for (var q = 0u; q < 2u; q++) {
      if (stored) { let o = out + q; let sum = sums[r * 2u + q]; m[o] = sum; }
    }
  }
}
