// winograd-input-gradient-registers 128x128 -> 128
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

@compute @workgroup_size(4, 4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let wg = vec3u(id.x, id.z / 16u * wgs.y + id.y, id.z % 16u);
  let column = wg.x * 4u + lid.x;
  let row = (wg.y * 4u + lid.y) * 8u;
  if (row >= 128u || column >= 8u) { return; }
  let q0 = column * 4u;
  let at = (wg.z * 128u + row) * 32u;
  var wi = (select((wg.z / 4u), 3u - (wg.z / 4u), (wg.z / 4u) % 3u == 0u) * 4u + select((wg.z % 4u), 3u - (wg.z % 4u), (wg.z % 4u) % 3u == 0u)) * 4096u + q0 * 128u;
  var a00 = vec4f(0);   var a01 = vec4f(0);   var a02 = vec4f(0);   var a03 = vec4f(0);
  var a10 = vec4f(0);   var a11 = vec4f(0);   var a12 = vec4f(0);   var a13 = vec4f(0);
  var a20 = vec4f(0);   var a21 = vec4f(0);   var a22 = vec4f(0);   var a23 = vec4f(0);
  var a30 = vec4f(0);   var a31 = vec4f(0);   var a32 = vec4f(0);   var a33 = vec4f(0);
  var a40 = vec4f(0);   var a41 = vec4f(0);   var a42 = vec4f(0);   var a43 = vec4f(0);
  var a50 = vec4f(0);   var a51 = vec4f(0);   var a52 = vec4f(0);   var a53 = vec4f(0);
  var a60 = vec4f(0);   var a61 = vec4f(0);   var a62 = vec4f(0);   var a63 = vec4f(0);
  var a70 = vec4f(0);   var a71 = vec4f(0);   var a72 = vec4f(0);   var a73 = vec4f(0);
  for (var c = 0u; c < 32u; c++) {
    let x0 = v[at + 0u + c];
    let x1 = v[at + 32u + c];
    let x2 = v[at + 64u + c];
    let x3 = v[at + 96u + c];
    let x4 = v[at + 128u + c];
    let x5 = v[at + 160u + c];
    let x6 = v[at + 192u + c];
    let x7 = v[at + 224u + c];
    { let w0 = mat4x4f(u[wi + 0u], u[wi + 32u], u[wi + 64u], u[wi + 96u]); a00 += x0 * w0; a10 += x1 * w0; a20 += x2 * w0; a30 += x3 * w0; a40 += x4 * w0; a50 += x5 * w0; a60 += x6 * w0; a70 += x7 * w0; }
    { let w1 = mat4x4f(u[wi + 128u], u[wi + 160u], u[wi + 192u], u[wi + 224u]); a01 += x0 * w1; a11 += x1 * w1; a21 += x2 * w1; a31 += x3 * w1; a41 += x4 * w1; a51 += x5 * w1; a61 += x6 * w1; a71 += x7 * w1; }
    { let w2 = mat4x4f(u[wi + 256u], u[wi + 288u], u[wi + 320u], u[wi + 352u]); a02 += x0 * w2; a12 += x1 * w2; a22 += x2 * w2; a32 += x3 * w2; a42 += x4 * w2; a52 += x5 * w2; a62 += x6 * w2; a72 += x7 * w2; }
    { let w3 = mat4x4f(u[wi + 384u], u[wi + 416u], u[wi + 448u], u[wi + 480u]); a03 += x0 * w3; a13 += x1 * w3; a23 += x2 * w3; a33 += x3 * w3; a43 += x4 * w3; a53 += x5 * w3; a63 += x6 * w3; a73 += x7 * w3; }
    wi += 1u;
  }
  let o = (wg.z * 128u + row) * 32u + q0;
  m[o + 0u] = a00;   m[o + 1u] = a01;   m[o + 2u] = a02;   m[o + 3u] = a03;
  m[o + 32u] = a10;   m[o + 33u] = a11;   m[o + 34u] = a12;   m[o + 35u] = a13;
  m[o + 64u] = a20;   m[o + 65u] = a21;   m[o + 66u] = a22;   m[o + 67u] = a23;
  m[o + 96u] = a30;   m[o + 97u] = a31;   m[o + 98u] = a32;   m[o + 99u] = a33;
  m[o + 128u] = a40;   m[o + 129u] = a41;   m[o + 130u] = a42;   m[o + 131u] = a43;
  m[o + 160u] = a50;   m[o + 161u] = a51;   m[o + 162u] = a52;   m[o + 163u] = a53;
  m[o + 192u] = a60;   m[o + 193u] = a61;   m[o + 194u] = a62;   m[o + 195u] = a63;
  m[o + 224u] = a70;   m[o + 225u] = a71;   m[o + 226u] = a72;   m[o + 227u] = a73;
}
