// conv-input-gradient-quads 3x3/2 16x16x64 -> 8x8x128 +=
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
@group(0) @binding(1) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 18432>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f, 32768>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 4u * wgs.y + id.y, id.z % 4u);
  let ph = wg.z / 2u;
  let pw = wg.z % 2u;
  let rows = (17u - ph) / 2u;
  let columns = (17u - pw) / 2u;
  let pixels = step.n * rows * columns;
  if (wg.y * 32u >= pixels) { return; }
  let own = (wg.x * 4u + lane) * 2u;
  let q0 = min(own, 14u);
  var images: array<i32, 8>;
  var tops: array<i32, 8>;
  var lefts: array<i32, 8>;
  var at: array<u32, 8>;
  var inside: array<f32, 8>;
  for (var j = 0u; j < 8u; j++) {
    let m = min(wg.y * 32u + j * 4u + lane, pixels - 1u);
    let place = m / step.n;
    images[j] = i32(m % step.n);
    tops[j] = i32(place / columns * 2u + ph) + 1;
    lefts[j] = i32(place % columns * 2u + pw) + 1;
  }
  var sums: array<vec4f, 64>;
  for (var kh = i32(ph + 1u) % 2; kh < 3; kh += 2) {
    for (var kw = i32(pw + 1u) % 2; kw < 3; kw += 2) {
      for (var j = 0u; j < 8u; j++) {
        let y = tops[j] - kh;
        let x = lefts[j] - kw;
        let valid = y >= 0 && y < 16 && x >= 0 && x < 16;
        at[j] = u32(select(0, ((images[j] * 8 + y / 2) * 8 + x / 2) * 32, valid));
        inside[j] = select(0.0, 1.0, valid);
      }
      var wi = (u32(kh * 3 + kw) * 64u + q0 * 4u) * 32u;

      for (var c = 0u; c < 32u; c += 2u) {
        let m0_0 = mat4x4f(w[(wi + 0u * 1u) + 0u], w[(wi + 0u * 1u) + 32u], w[(wi + 0u * 1u) + 64u], w[(wi + 0u * 1u) + 96u]);
        let m1_0 = mat4x4f(w[(wi + 0u * 1u) + 128u], w[(wi + 0u * 1u) + 160u], w[(wi + 0u * 1u) + 192u], w[(wi + 0u * 1u) + 224u]);
        let m0_1 = mat4x4f(w[(wi + 1u * 1u) + 0u], w[(wi + 1u * 1u) + 32u], w[(wi + 1u * 1u) + 64u], w[(wi + 1u * 1u) + 96u]);
        let m1_1 = mat4x4f(w[(wi + 1u * 1u) + 128u], w[(wi + 1u * 1u) + 160u], w[(wi + 1u * 1u) + 192u], w[(wi + 1u * 1u) + 224u]);
        { let x0_0 = dy[at[0] + (c + 0u)] * inside[0]; let x1_0 = dy[at[0] + (c + 1u)] * inside[0]; sums[0] += x0_0 * m0_0 + x1_0 * m0_1; sums[1] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[2] += x0_1 * m0_0 + x1_1 * m0_1; sums[3] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[4] += x0_2 * m0_0 + x1_2 * m0_1; sums[5] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[6] += x0_3 * m0_0 + x1_3 * m0_1; sums[7] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[1] + (c + 0u)] * inside[1]; let x1_0 = dy[at[1] + (c + 1u)] * inside[1]; sums[8] += x0_0 * m0_0 + x1_0 * m0_1; sums[9] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[10] += x0_1 * m0_0 + x1_1 * m0_1; sums[11] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[12] += x0_2 * m0_0 + x1_2 * m0_1; sums[13] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[14] += x0_3 * m0_0 + x1_3 * m0_1; sums[15] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[2] + (c + 0u)] * inside[2]; let x1_0 = dy[at[2] + (c + 1u)] * inside[2]; sums[16] += x0_0 * m0_0 + x1_0 * m0_1; sums[17] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[18] += x0_1 * m0_0 + x1_1 * m0_1; sums[19] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[20] += x0_2 * m0_0 + x1_2 * m0_1; sums[21] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[22] += x0_3 * m0_0 + x1_3 * m0_1; sums[23] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[3] + (c + 0u)] * inside[3]; let x1_0 = dy[at[3] + (c + 1u)] * inside[3]; sums[24] += x0_0 * m0_0 + x1_0 * m0_1; sums[25] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[26] += x0_1 * m0_0 + x1_1 * m0_1; sums[27] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[28] += x0_2 * m0_0 + x1_2 * m0_1; sums[29] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[30] += x0_3 * m0_0 + x1_3 * m0_1; sums[31] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[4] + (c + 0u)] * inside[4]; let x1_0 = dy[at[4] + (c + 1u)] * inside[4]; sums[32] += x0_0 * m0_0 + x1_0 * m0_1; sums[33] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[34] += x0_1 * m0_0 + x1_1 * m0_1; sums[35] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[36] += x0_2 * m0_0 + x1_2 * m0_1; sums[37] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[38] += x0_3 * m0_0 + x1_3 * m0_1; sums[39] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[5] + (c + 0u)] * inside[5]; let x1_0 = dy[at[5] + (c + 1u)] * inside[5]; sums[40] += x0_0 * m0_0 + x1_0 * m0_1; sums[41] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[42] += x0_1 * m0_0 + x1_1 * m0_1; sums[43] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[44] += x0_2 * m0_0 + x1_2 * m0_1; sums[45] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[46] += x0_3 * m0_0 + x1_3 * m0_1; sums[47] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[6] + (c + 0u)] * inside[6]; let x1_0 = dy[at[6] + (c + 1u)] * inside[6]; sums[48] += x0_0 * m0_0 + x1_0 * m0_1; sums[49] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[50] += x0_1 * m0_0 + x1_1 * m0_1; sums[51] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[52] += x0_2 * m0_0 + x1_2 * m0_1; sums[53] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[54] += x0_3 * m0_0 + x1_3 * m0_1; sums[55] += x0_3 * m1_0 + x1_3 * m1_1; }
        { let x0_0 = dy[at[7] + (c + 0u)] * inside[7]; let x1_0 = dy[at[7] + (c + 1u)] * inside[7]; sums[56] += x0_0 * m0_0 + x1_0 * m0_1; sums[57] += x0_0 * m1_0 + x1_0 * m1_1;
let x0_1 = quadSwapX(x0_0); let x1_1 = quadSwapX(x1_0); sums[58] += x0_1 * m0_0 + x1_1 * m0_1; sums[59] += x0_1 * m1_0 + x1_1 * m1_1;
let x0_2 = quadSwapY(x0_0); let x1_2 = quadSwapY(x1_0); sums[60] += x0_2 * m0_0 + x1_2 * m0_1; sums[61] += x0_2 * m1_0 + x1_2 * m1_1;
let x0_3 = quadSwapDiagonal(x0_0); let x1_3 = quadSwapDiagonal(x1_0); sums[62] += x0_3 * m0_0 + x1_3 * m0_1; sums[63] += x0_3 * m1_0 + x1_3 * m1_1; }
        wi += 2u * 1u;
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
    let place = m / step.n;
    let top = place / columns * 2u + ph;
    let left = place % columns * 2u + pw;
    let out = ((m % step.n * 16u + top) * 16u + left) * 16u + q0;
    let stored = m < pixels && own < 16u;

    for (var q = 0u; q < 2u; q++) {
      if (stored) { let o = out + q; let sum = sums[r * 2u + q]; dx[o] = sum + dx[o]; }
    }
  }
}
