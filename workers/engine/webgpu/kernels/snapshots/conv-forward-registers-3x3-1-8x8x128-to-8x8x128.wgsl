// conv-forward-registers 3x3/1 8x8x128 -> 8x8x128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 36864>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, 16384>;

@compute @workgroup_size(4, 4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let wg = vec3u(id.x, id.z / 1u * wgs.y + id.y, id.z % 1u);
  let gid = vec3u(wg.x * 4u + lid.x, wg.y * 4u + lid.y, wg.z);
  let pixels = step.n * 64u;
  let m0 = gid.y * 8u;
  if (m0 >= pixels || gid.x >= 8u) { return; }
  let q0 = gid.x * 4u;
  var images: array<i32, 8>;
  var tops: array<i32, 8>;
  var lefts: array<i32, 8>;
  var at: array<u32, 8>;
  var inside: array<f32, 8>;
  for (var p = 0u; p < 8u; p++) {
    let m = min(m0 + p, pixels - 1u);
    let r = m % 64u;
    images[p] = i32(m / 64u) * 8;
    tops[p] = i32(r / 8u) * 1 - 1;
    lefts[p] = i32(r % 8u) * 1 - 1;
  }
  var a00 = vec4f(0);   var a01 = vec4f(0);   var a02 = vec4f(0);   var a03 = vec4f(0);
  var a10 = vec4f(0);   var a11 = vec4f(0);   var a12 = vec4f(0);   var a13 = vec4f(0);
  var a20 = vec4f(0);   var a21 = vec4f(0);   var a22 = vec4f(0);   var a23 = vec4f(0);
  var a30 = vec4f(0);   var a31 = vec4f(0);   var a32 = vec4f(0);   var a33 = vec4f(0);
  var a40 = vec4f(0);   var a41 = vec4f(0);   var a42 = vec4f(0);   var a43 = vec4f(0);
  var a50 = vec4f(0);   var a51 = vec4f(0);   var a52 = vec4f(0);   var a53 = vec4f(0);
  var a60 = vec4f(0);   var a61 = vec4f(0);   var a62 = vec4f(0);   var a63 = vec4f(0);
  var a70 = vec4f(0);   var a71 = vec4f(0);   var a72 = vec4f(0);   var a73 = vec4f(0);
  for (var kh = 0; kh < 3; kh++) {
    for (var kw = 0; kw < 3; kw++) {
      for (var p = 0u; p < 8u; p++) {
        let ih = tops[p] + kh;
        let iw = lefts[p] + kw;
        let valid = ih >= 0 && ih < 8 && iw >= 0 && iw < 8;
        at[p] = u32(select(0, ((images[p] + ih) * 8 + iw) * 32, valid));
        inside[p] = select(0.0, 1.0, valid);
      }
      var wi = u32(kh * 3 + kw) * 4096u + q0;
      for (var c = 0u; c < 32u; c++) {
        let x0 = x[at[0] + c] * inside[0];
        let x1 = x[at[1] + c] * inside[1];
        let x2 = x[at[2] + c] * inside[2];
        let x3 = x[at[3] + c] * inside[3];
        let x4 = x[at[4] + c] * inside[4];
        let x5 = x[at[5] + c] * inside[5];
        let x6 = x[at[6] + c] * inside[6];
        let x7 = x[at[7] + c] * inside[7];
        { let m = mat4x4f(w[wi + 0u], w[wi + 32u], w[wi + 64u], w[wi + 96u]); a00 += m * x0; a10 += m * x1; a20 += m * x2; a30 += m * x3; a40 += m * x4; a50 += m * x5; a60 += m * x6; a70 += m * x7; }
        { let m = mat4x4f(w[wi + 1u], w[wi + 33u], w[wi + 65u], w[wi + 97u]); a01 += m * x0; a11 += m * x1; a21 += m * x2; a31 += m * x3; a41 += m * x4; a51 += m * x5; a61 += m * x6; a71 += m * x7; }
        { let m = mat4x4f(w[wi + 2u], w[wi + 34u], w[wi + 66u], w[wi + 98u]); a02 += m * x0; a12 += m * x1; a22 += m * x2; a32 += m * x3; a42 += m * x4; a52 += m * x5; a62 += m * x6; a72 += m * x7; }
        { let m = mat4x4f(w[wi + 3u], w[wi + 35u], w[wi + 67u], w[wi + 99u]); a03 += m * x0; a13 += m * x1; a23 += m * x2; a33 += m * x3; a43 += m * x4; a53 += m * x5; a63 += m * x6; a73 += m * x7; }
        wi += 128u;
      }
    }
  }
  if (m0 + 0u < pixels) { let o = (m0 + 0u) * 32u + q0; y[o + 0u] = a00; y[o + 1u] = a01; y[o + 2u] = a02; y[o + 3u] = a03; }
  if (m0 + 1u < pixels) { let o = (m0 + 1u) * 32u + q0; y[o + 0u] = a10; y[o + 1u] = a11; y[o + 2u] = a12; y[o + 3u] = a13; }
  if (m0 + 2u < pixels) { let o = (m0 + 2u) * 32u + q0; y[o + 0u] = a20; y[o + 1u] = a21; y[o + 2u] = a22; y[o + 3u] = a23; }
  if (m0 + 3u < pixels) { let o = (m0 + 3u) * 32u + q0; y[o + 0u] = a30; y[o + 1u] = a31; y[o + 2u] = a32; y[o + 3u] = a33; }
  if (m0 + 4u < pixels) { let o = (m0 + 4u) * 32u + q0; y[o + 0u] = a40; y[o + 1u] = a41; y[o + 2u] = a42; y[o + 3u] = a43; }
  if (m0 + 5u < pixels) { let o = (m0 + 5u) * 32u + q0; y[o + 0u] = a50; y[o + 1u] = a51; y[o + 2u] = a52; y[o + 3u] = a53; }
  if (m0 + 6u < pixels) { let o = (m0 + 6u) * 32u + q0; y[o + 0u] = a60; y[o + 1u] = a61; y[o + 2u] = a62; y[o + 3u] = a63; }
  if (m0 + 7u < pixels) { let o = (m0 + 7u) * 32u + q0; y[o + 0u] = a70; y[o + 1u] = a71; y[o + 2u] = a72; y[o + 3u] = a73; }
}
