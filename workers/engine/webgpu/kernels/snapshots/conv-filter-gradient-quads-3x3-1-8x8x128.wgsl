// conv-filter-gradient-quads 3x3/1 8x8x128 -> 8x8x128
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
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(3) var<storage, read_write> dw: array<vec4f, 36864>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tap = i32(wg.z % 9u);
  let split = wg.z / 9u;
  let kh = tap / 3;
  let kw = tap % 3;
  let own = (wg.x * 4u + lane) * 2u;
  let o0 = min(own, 30u);
  let share = 8;
  let top = max(i32(split) * share, (max(1 - kh, 0) + 0) / 1);
  let bottom = min(min((i32(split) + 1) * share, 8) - 1, (9 - kh) / 1 - 1);
  let first = (max(1 - kw, 0) + 0) / 1;
  let last = min(7, (9 - kw) / 1 - 1);
  let r0 = min(wg.y * 8u + 0u + lane, 31u);
  let r1 = min(wg.y * 8u + 4u + lane, 31u);
  var sums: array<vec4f, 64>;
  let n = step.n;
  for (var oh = top; oh <= bottom; oh++) {
    let ih = oh * 1 + kh - 1;
    for (var ow = first; ow <= last; ow++) {
      let iw = ow * 1 + kw - 1;
      let xi = u32(ih * 8 + iw) * 32u;
      let di = u32(oh * 8 + ow) * 32u + o0;

      for (var b = 0u; b < n; b += 4u) {
        let b0 = min(b + 0u, n - 1u); let u0 = b0 * 2048u + xi; let d0 = b0 * 2048u + di;
        let b1 = min(b + 1u, n - 1u); let u1 = b1 * 2048u + xi; let d1 = b1 * 2048u + di;
        let b2 = min(b + 2u, n - 1u); let u2 = b2 * 2048u + xi; let d2 = b2 * 2048u + di;
        let b3 = min(b + 3u, n - 1u); let u3 = b3 * 2048u + xi; let d3 = b3 * 2048u + di;
        let pictures = vec4f(vec4u(b, b + 1u, b + 2u, b + 3u) < vec4u(n));
        let m0 = mat4x4f(dy[d0 + 0u] * pictures[0], dy[d1 + 0u] * pictures[1], dy[d2 + 0u] * pictures[2], dy[d3 + 0u] * pictures[3]);
        let m1 = mat4x4f(dy[d0 + 1u] * pictures[0], dy[d1 + 1u] * pictures[1], dy[d2 + 1u] * pictures[2], dy[d3 + 1u] * pictures[3]);
        { let v0 = x[u0 + r0]; let v1 = x[u1 + r0]; let v2 = x[u2 + r0]; let v3 = x[u3 + r0];
          { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); sums[0] += m0 * x0_0; sums[1] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[8] += m0 * x0_1; sums[9] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[16] += m0 * x0_2; sums[17] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[24] += m0 * x0_3; sums[25] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); sums[2] += m0 * x0_0; sums[3] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[10] += m0 * x0_1; sums[11] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[18] += m0 * x0_2; sums[19] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[26] += m0 * x0_3; sums[27] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); sums[4] += m0 * x0_0; sums[5] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[12] += m0 * x0_1; sums[13] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[20] += m0 * x0_2; sums[21] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[28] += m0 * x0_3; sums[29] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.w, v1.w, v2.w, v3.w); sums[6] += m0 * x0_0; sums[7] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[14] += m0 * x0_1; sums[15] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[22] += m0 * x0_2; sums[23] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[30] += m0 * x0_3; sums[31] += m1 * x0_3; } }
        { let v0 = x[u0 + r1]; let v1 = x[u1 + r1]; let v2 = x[u2 + r1]; let v3 = x[u3 + r1];
          { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); sums[32] += m0 * x0_0; sums[33] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[40] += m0 * x0_1; sums[41] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[48] += m0 * x0_2; sums[49] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[56] += m0 * x0_3; sums[57] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); sums[34] += m0 * x0_0; sums[35] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[42] += m0 * x0_1; sums[43] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[50] += m0 * x0_2; sums[51] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[58] += m0 * x0_3; sums[59] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); sums[36] += m0 * x0_0; sums[37] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[44] += m0 * x0_1; sums[45] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[52] += m0 * x0_2; sums[53] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[60] += m0 * x0_3; sums[61] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.w, v1.w, v2.w, v3.w); sums[38] += m0 * x0_0; sums[39] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[46] += m0 * x0_1; sums[47] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[54] += m0 * x0_2; sums[55] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[62] += m0 * x0_3; sums[63] += m1 * x0_3; } }
      }
    }
  }

  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);
  // Only a loop skips a load on these adapters, which run both sides of a branch: a first micro-batch reads nothing.
  for (var t = 0u; t < 8u; t++) {
    let row = wg.y * 8u + (t & ~3u) + lanes[t & 3u];
    let stored = row < 32u && own < 32u;
    let base = (u32(kh * 3 + kw) * 128u + row * 4u) * 32u + o0;
    for (var l = 0u; l < 4u; l++) {
      for (var q = 0u; q < 2u; q++) {
        let at = base + l * 32u + q;
        var sum = sums[(t * 4u + l) * 2u + q];
        for (var more = step.first; more == 0u; more++) { sum += dw[at]; }
        if (stored) { dw[at] = sum; }
      }
    }
  }
}
