// conv-filter-gradient-quads 7x7/2 64x64x3 -> 32x32x64 /4
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
@group(0) @binding(1) var<storage, read> x: array<vec4f, 32768>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f, 131072>;
@group(0) @binding(3) var<storage, read_write> dw: array<vec4f, 9408>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tap = i32(wg.z % 7u);
  let split = wg.z / 7u;
  let kh = tap;
  let kw = 0;
  let own = (wg.x * 4u + lane) * 2u;
  let o0 = min(own, 14u);
  let share = 8;
  let top = max(i32(split) * share, (max(3 - kh, 0) + 1) / 2);
  let bottom = min(min((i32(split) + 1) * share, 32) - 1, (68 - kh) / 2 - 1);
  let first = 0;
  let last = 31;
  let r0 = min(wg.y * 8u + 0u + lane, 6u);
  let r1 = min(wg.y * 8u + 4u + lane, 6u);
  var sums: array<vec4f, 48>;
  let n = step.n;
  for (var oh = top; oh <= bottom; oh++) {
    let ih = oh * 2 + kh - 3;
    for (var ow = first; ow <= last; ow++) {
      let iw = ow * 2 + kw - 3;
      let xi = u32(ih * 64) * 1u;
      let di = u32(oh * 32 + ow) * 16u + o0;
      let inside0 = select(0.0, 1.0, iw + i32(r0) >= 0 && iw + i32(r0) < 64);
      let inside1 = select(0.0, 1.0, iw + i32(r1) >= 0 && iw + i32(r1) < 64);
      for (var b = 0u; b < n; b += 4u) {
        let b0 = min(b + 0u, n - 1u); let u0 = b0 * 4096u + xi; let d0 = b0 * 16384u + di;
        let b1 = min(b + 1u, n - 1u); let u1 = b1 * 4096u + xi; let d1 = b1 * 16384u + di;
        let b2 = min(b + 2u, n - 1u); let u2 = b2 * 4096u + xi; let d2 = b2 * 16384u + di;
        let b3 = min(b + 3u, n - 1u); let u3 = b3 * 4096u + xi; let d3 = b3 * 16384u + di;
        let pictures = vec4f(vec4u(b, b + 1u, b + 2u, b + 3u) < vec4u(n));
        let m0 = mat4x4f(dy[d0 + 0u] * pictures[0], dy[d1 + 0u] * pictures[1], dy[d2 + 0u] * pictures[2], dy[d3 + 0u] * pictures[3]);
        let m1 = mat4x4f(dy[d0 + 1u] * pictures[0], dy[d1 + 1u] * pictures[1], dy[d2 + 1u] * pictures[2], dy[d3 + 1u] * pictures[3]);
        { let v0 = x[u0 + u32(clamp(iw + i32(r0), 0, 63))] * inside0; let v1 = x[u1 + u32(clamp(iw + i32(r0), 0, 63))] * inside0; let v2 = x[u2 + u32(clamp(iw + i32(r0), 0, 63))] * inside0; let v3 = x[u3 + u32(clamp(iw + i32(r0), 0, 63))] * inside0;
          { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); sums[0] += m0 * x0_0; sums[1] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[6] += m0 * x0_1; sums[7] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[12] += m0 * x0_2; sums[13] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[18] += m0 * x0_3; sums[19] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); sums[2] += m0 * x0_0; sums[3] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[8] += m0 * x0_1; sums[9] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[14] += m0 * x0_2; sums[15] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[20] += m0 * x0_3; sums[21] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); sums[4] += m0 * x0_0; sums[5] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[10] += m0 * x0_1; sums[11] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[16] += m0 * x0_2; sums[17] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[22] += m0 * x0_3; sums[23] += m1 * x0_3; } }
        { let v0 = x[u0 + u32(clamp(iw + i32(r1), 0, 63))] * inside1; let v1 = x[u1 + u32(clamp(iw + i32(r1), 0, 63))] * inside1; let v2 = x[u2 + u32(clamp(iw + i32(r1), 0, 63))] * inside1; let v3 = x[u3 + u32(clamp(iw + i32(r1), 0, 63))] * inside1;
          { let x0_0 = vec4f(v0.x, v1.x, v2.x, v3.x); sums[24] += m0 * x0_0; sums[25] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[30] += m0 * x0_1; sums[31] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[36] += m0 * x0_2; sums[37] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[42] += m0 * x0_3; sums[43] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.y, v1.y, v2.y, v3.y); sums[26] += m0 * x0_0; sums[27] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[32] += m0 * x0_1; sums[33] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[38] += m0 * x0_2; sums[39] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[44] += m0 * x0_3; sums[45] += m1 * x0_3; }
          { let x0_0 = vec4f(v0.z, v1.z, v2.z, v3.z); sums[28] += m0 * x0_0; sums[29] += m1 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[34] += m0 * x0_1; sums[35] += m1 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[40] += m0 * x0_2; sums[41] += m1 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[46] += m0 * x0_3; sums[47] += m1 * x0_3; } }
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
    let stored = row < 7u && own < 16u;
    let base = split * 2352u + (u32(kh * 7) * 3u + row * 3u) * 16u + o0;
    for (var l = 0u; l < 3u; l++) {
      for (var q = 0u; q < 2u; q++) {
        let at = base + l * 16u + q;
        var sum = sums[(t * 3u + l) * 2u + q];
        
        if (stored) { dw[at] = sum; }
      }
    }
  }
}
