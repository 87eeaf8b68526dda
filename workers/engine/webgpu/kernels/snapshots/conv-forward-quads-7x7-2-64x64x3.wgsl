// conv-forward-quads 7x7/2 64x64x3 -> 32x32x64 +bn +relu
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
@group(0) @binding(2) var<storage, read> w: array<vec4f, 2352>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, 131072>;
@group(0) @binding(4) var<storage, read> scale: array<vec4f, 16>;
@group(0) @binding(5) var<storage, read> shift: array<vec4f, 16>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 1u * wgs.y + id.y, id.z % 1u);
  let pixels = step.n * 1024u;
  let own = (wg.x * 4u + lane) * 2u;
  let q0 = min(own, 14u);
  var images: array<i32, 8>;
  var tops: array<i32, 8>;
  var lefts: array<i32, 8>;
  var rowAt: array<i32, 8>;
  var inside: array<f32, 8>;
  for (var j = 0u; j < 8u; j++) {
    let m = min(wg.y * 32u + j * 4u + lane, pixels - 1u);
    let place = m / step.n;
    images[j] = i32(m % step.n) * 64;
    tops[j] = i32(place / 32u) * 2 - 3;
    lefts[j] = i32(place % 32u) * 2 - 3;
  }
  var sums: array<vec4f, 64>;
  for (var kh = 0; kh < 7; kh++) {
    for (var kw = 0; kw < 1; kw++) {
      for (var j = 0u; j < 8u; j++) {
        let ih = tops[j] + kh;
        let iw = lefts[j] + kw;
        let valid = ih >= 0 && ih < 64;
        rowAt[j] = (select(0, ((images[j] + ih) * 64 + iw) * 1, valid));
        inside[j] = select(0.0, 1.0, valid);
      }
      var wi = u32(kh * 7 + kw) * 48u + q0;

      for (var c = 0u; c < 7u; c += 1u) {
        let m0_0 = mat3x4f(w[(wi + 0u * 48u) + 0u], w[(wi + 0u * 48u) + 16u], w[(wi + 0u * 48u) + 32u]);
        let m1_0 = mat3x4f(w[(wi + 0u * 48u) + 1u], w[(wi + 0u * 48u) + 17u], w[(wi + 0u * 48u) + 33u]);
        { let x0_0 = x[u32(max(rowAt[0] + i32((c + 0u)), 0))].xyz * select(0.0, inside[0], u32(lefts[0] + i32((c + 0u))) < 64u); sums[0] += m0_0 * x0_0; sums[1] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[2] += m0_0 * x0_1; sums[3] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[4] += m0_0 * x0_2; sums[5] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[6] += m0_0 * x0_3; sums[7] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[1] + i32((c + 0u)), 0))].xyz * select(0.0, inside[1], u32(lefts[1] + i32((c + 0u))) < 64u); sums[8] += m0_0 * x0_0; sums[9] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[10] += m0_0 * x0_1; sums[11] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[12] += m0_0 * x0_2; sums[13] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[14] += m0_0 * x0_3; sums[15] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[2] + i32((c + 0u)), 0))].xyz * select(0.0, inside[2], u32(lefts[2] + i32((c + 0u))) < 64u); sums[16] += m0_0 * x0_0; sums[17] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[18] += m0_0 * x0_1; sums[19] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[20] += m0_0 * x0_2; sums[21] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[22] += m0_0 * x0_3; sums[23] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[3] + i32((c + 0u)), 0))].xyz * select(0.0, inside[3], u32(lefts[3] + i32((c + 0u))) < 64u); sums[24] += m0_0 * x0_0; sums[25] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[26] += m0_0 * x0_1; sums[27] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[28] += m0_0 * x0_2; sums[29] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[30] += m0_0 * x0_3; sums[31] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[4] + i32((c + 0u)), 0))].xyz * select(0.0, inside[4], u32(lefts[4] + i32((c + 0u))) < 64u); sums[32] += m0_0 * x0_0; sums[33] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[34] += m0_0 * x0_1; sums[35] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[36] += m0_0 * x0_2; sums[37] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[38] += m0_0 * x0_3; sums[39] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[5] + i32((c + 0u)), 0))].xyz * select(0.0, inside[5], u32(lefts[5] + i32((c + 0u))) < 64u); sums[40] += m0_0 * x0_0; sums[41] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[42] += m0_0 * x0_1; sums[43] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[44] += m0_0 * x0_2; sums[45] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[46] += m0_0 * x0_3; sums[47] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[6] + i32((c + 0u)), 0))].xyz * select(0.0, inside[6], u32(lefts[6] + i32((c + 0u))) < 64u); sums[48] += m0_0 * x0_0; sums[49] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[50] += m0_0 * x0_1; sums[51] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[52] += m0_0 * x0_2; sums[53] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[54] += m0_0 * x0_3; sums[55] += m1_0 * x0_3; }
        { let x0_0 = x[u32(max(rowAt[7] + i32((c + 0u)), 0))].xyz * select(0.0, inside[7], u32(lefts[7] + i32((c + 0u))) < 64u); sums[56] += m0_0 * x0_0; sums[57] += m1_0 * x0_0;
let x0_1 = quadSwapX(x0_0); sums[58] += m0_0 * x0_1; sums[59] += m1_0 * x0_1;
let x0_2 = quadSwapY(x0_0); sums[60] += m0_0 * x0_2; sums[61] += m1_0 * x0_2;
let x0_3 = quadSwapDiagonal(x0_0); sums[62] += m0_0 * x0_3; sums[63] += m1_0 * x0_3; }
        wi += 1u * 48u;
      }
    }
  }

  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);
  for (var r = 0u; r < 32u; r++) {
    let m = wg.y * 32u + (r & ~3u) + lanes[r & 3u];
    let out = (m % step.n * 1024u + m / step.n) * 16u + q0;
    let stored = m < pixels && own < 16u;

    for (var q = 0u; q < 2u; q++) {
      if (stored) { let o = out + q; let sum = sums[r * 2u + q]; y[o] = max(fma(sum, scale[q0 + q], shift[q0 + q]), vec4f(0)); }
    }
  }
}
