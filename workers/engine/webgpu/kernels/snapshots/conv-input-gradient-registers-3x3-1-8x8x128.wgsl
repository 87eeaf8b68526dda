// conv-input-gradient-registers 3x3/1 8x8x128 -> 8x8x128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 36864>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f, 16384>;

@compute @workgroup_size(4, 4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let wg = vec3u(id.x, id.z / 1u * wgs.y + id.y, id.z % 1u);
  let gid = vec3u(wg.x * 4u + lid.x, wg.y * 4u + lid.y, wg.z);
  let ph = gid.z / 1u;
  let pw = gid.z % 1u;
  let rows = (8u - ph) / 1u;
  let columns = (8u - pw) / 1u;
  let pixels = step.n * rows * columns;
  let m0 = gid.y * 8u;
  if (m0 >= pixels || gid.x >= 8u) { return; }
  let c0 = gid.x * 16u;
  var images: array<i32, 8>;
  var tops: array<i32, 8>;
  var lefts: array<i32, 8>;
  var at: array<u32, 8>;
  var inside: array<f32, 8>;
  for (var p = 0u; p < 8u; p++) {
    let m = min(m0 + p, pixels - 1u);
    images[p] = i32(m / (rows * columns));
    tops[p] = i32((m / columns) % rows * 1u + ph);
    lefts[p] = i32((m % columns) * 1u + pw);
  }
  var a00 = vec4f(0);   var a01 = vec4f(0);   var a02 = vec4f(0);   var a03 = vec4f(0);
  var a10 = vec4f(0);   var a11 = vec4f(0);   var a12 = vec4f(0);   var a13 = vec4f(0);
  var a20 = vec4f(0);   var a21 = vec4f(0);   var a22 = vec4f(0);   var a23 = vec4f(0);
  var a30 = vec4f(0);   var a31 = vec4f(0);   var a32 = vec4f(0);   var a33 = vec4f(0);
  var a40 = vec4f(0);   var a41 = vec4f(0);   var a42 = vec4f(0);   var a43 = vec4f(0);
  var a50 = vec4f(0);   var a51 = vec4f(0);   var a52 = vec4f(0);   var a53 = vec4f(0);
  var a60 = vec4f(0);   var a61 = vec4f(0);   var a62 = vec4f(0);   var a63 = vec4f(0);
  var a70 = vec4f(0);   var a71 = vec4f(0);   var a72 = vec4f(0);   var a73 = vec4f(0);
  for (var kh = i32(ph + 1u) % 1; kh < 3; kh += 1) {
    for (var kw = i32(pw + 1u) % 1; kw < 3; kw += 1) {
      for (var p = 0u; p < 8u; p++) {
        let y = tops[p] + 1 - kh;
        let x = lefts[p] + 1 - kw;
        let valid = y >= 0 && y < 8 && x >= 0 && x < 8;
        at[p] = u32(select(0, ((images[p] * 8 + y / 1) * 8 + x / 1) * 32, valid));
        inside[p] = select(0.0, 1.0, valid);
      }
      var wi = (u32(kh * 3 + kw) * 128u + c0) * 32u;
      for (var o = 0u; o < 32u; o++) {
        let d0 = dy[at[0] + o] * inside[0];
        let d1 = dy[at[1] + o] * inside[1];
        let d2 = dy[at[2] + o] * inside[2];
        let d3 = dy[at[3] + o] * inside[3];
        let d4 = dy[at[4] + o] * inside[4];
        let d5 = dy[at[5] + o] * inside[5];
        let d6 = dy[at[6] + o] * inside[6];
        let d7 = dy[at[7] + o] * inside[7];
        { let m = mat4x4f(w[wi + 0u], w[wi + 32u], w[wi + 64u], w[wi + 96u]); a00 += d0 * m; a10 += d1 * m; a20 += d2 * m; a30 += d3 * m; a40 += d4 * m; a50 += d5 * m; a60 += d6 * m; a70 += d7 * m; }
        { let m = mat4x4f(w[wi + 128u], w[wi + 160u], w[wi + 192u], w[wi + 224u]); a01 += d0 * m; a11 += d1 * m; a21 += d2 * m; a31 += d3 * m; a41 += d4 * m; a51 += d5 * m; a61 += d6 * m; a71 += d7 * m; }
        { let m = mat4x4f(w[wi + 256u], w[wi + 288u], w[wi + 320u], w[wi + 352u]); a02 += d0 * m; a12 += d1 * m; a22 += d2 * m; a32 += d3 * m; a42 += d4 * m; a52 += d5 * m; a62 += d6 * m; a72 += d7 * m; }
        { let m = mat4x4f(w[wi + 384u], w[wi + 416u], w[wi + 448u], w[wi + 480u]); a03 += d0 * m; a13 += d1 * m; a23 += d2 * m; a33 += d3 * m; a43 += d4 * m; a53 += d5 * m; a63 += d6 * m; a73 += d7 * m; }
        wi++;
      }
    }
  }
  if (m0 + 0u < pixels) {
    let o = u32((images[0] * 8 + tops[0]) * 8 + lefts[0]) * 32u + gid.x * 4u;
    dx[o + 0u] = a00; dx[o + 1u] = a01; dx[o + 2u] = a02; dx[o + 3u] = a03;
  }
  if (m0 + 1u < pixels) {
    let o = u32((images[1] * 8 + tops[1]) * 8 + lefts[1]) * 32u + gid.x * 4u;
    dx[o + 0u] = a10; dx[o + 1u] = a11; dx[o + 2u] = a12; dx[o + 3u] = a13;
  }
  if (m0 + 2u < pixels) {
    let o = u32((images[2] * 8 + tops[2]) * 8 + lefts[2]) * 32u + gid.x * 4u;
    dx[o + 0u] = a20; dx[o + 1u] = a21; dx[o + 2u] = a22; dx[o + 3u] = a23;
  }
  if (m0 + 3u < pixels) {
    let o = u32((images[3] * 8 + tops[3]) * 8 + lefts[3]) * 32u + gid.x * 4u;
    dx[o + 0u] = a30; dx[o + 1u] = a31; dx[o + 2u] = a32; dx[o + 3u] = a33;
  }
  if (m0 + 4u < pixels) {
    let o = u32((images[4] * 8 + tops[4]) * 8 + lefts[4]) * 32u + gid.x * 4u;
    dx[o + 0u] = a40; dx[o + 1u] = a41; dx[o + 2u] = a42; dx[o + 3u] = a43;
  }
  if (m0 + 5u < pixels) {
    let o = u32((images[5] * 8 + tops[5]) * 8 + lefts[5]) * 32u + gid.x * 4u;
    dx[o + 0u] = a50; dx[o + 1u] = a51; dx[o + 2u] = a52; dx[o + 3u] = a53;
  }
  if (m0 + 6u < pixels) {
    let o = u32((images[6] * 8 + tops[6]) * 8 + lefts[6]) * 32u + gid.x * 4u;
    dx[o + 0u] = a60; dx[o + 1u] = a61; dx[o + 2u] = a62; dx[o + 3u] = a63;
  }
  if (m0 + 7u < pixels) {
    let o = u32((images[7] * 8 + tops[7]) * 8 + lefts[7]) * 32u + gid.x * 4u;
    dx[o + 0u] = a70; dx[o + 1u] = a71; dx[o + 2u] = a72; dx[o + 3u] = a73;
  }
}
