;; From a JPEG's planes to pixels as libjpeg makes them, bit for bit (see planes.ts). A row at a time; sixteen pixels at a time.
(module
  (memory (export "memory") 16)

  ;; One row of a chroma plane spread to twice its width at $dst: 3/4 of the nearer sample and 1/4 of the farther, across and (where $far is
  ;; another row than $near) down. $sums: room for 2 * ($width + 2) bytes. The biases round as libjpeg does. Reads, and writes at $sums and
  ;; $dst, up to 15 bytes behind.
  (func (export "spread")
    (param $near i32) (param $far i32) (param $width i32) (param $sums i32) (param $dst i32) (param $evenBias i32) (param $oddBias i32)
    (local $i i32) (local $to i32) (local $centre v128) (local $even v128) (local $odd v128)
    (local.set $to (i32.add (local.get $sums) (i32.const 2)))
    (loop $sum
      (v128.store (local.get $to) (i16x8.add
        (i16x8.mul (v128.load8x8_u (i32.add (local.get $near) (local.get $i))) (v128.const i16x8 3 3 3 3 3 3 3 3))
        (v128.load8x8_u (i32.add (local.get $far) (local.get $i)))))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $sum (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $width))))
    ;; Beyond the edges the plane goes on as it ends.
    (i32.store16 (local.get $sums) (i32.load16_u offset=2 (local.get $sums)))
    (local.set $to (i32.add (local.get $sums) (i32.shl (local.get $width) (i32.const 1))))
    (i32.store16 offset=2 (local.get $to) (i32.load16_u (local.get $to)))
    (local.set $even (i16x8.splat (local.get $evenBias)))
    (local.set $odd (i16x8.splat (local.get $oddBias)))
    (local.set $i (i32.const 0))
    (loop $eight
      (local.set $centre (i16x8.mul (v128.load offset=2 (local.get $sums)) (v128.const i16x8 3 3 3 3 3 3 3 3)))
      (v128.store (local.get $dst) (v128.or
        (i16x8.shr_u (i16x8.add (i16x8.add (local.get $centre) (v128.load (local.get $sums))) (local.get $even)) (i32.const 4))
        (i16x8.shl
          (i16x8.shr_u (i16x8.add (i16x8.add (local.get $centre) (v128.load offset=4 (local.get $sums))) (local.get $odd)) (i32.const 4))
          (i32.const 8))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (local.set $dst (i32.add (local.get $dst) (i32.const 16)))
      (br_if $eight (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $width)))))

  ;; R, G and B of eight pixels from luma and centred chroma, as 16-bit numbers: 1.402, 1.772, 0.34414 and 0.71414 in 16-bit fixed point,
  ;; each less its whole part (or the nearest whole number) so that it fits.
  (func $red (param $y v128) (param $cr v128) (result v128)
    (i16x8.add (i16x8.add (local.get $y) (local.get $cr)) (i16x8.narrow_i32x4_s
      (i32x4.shr_s (i32x4.dot_i16x8_s
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $cr) (v128.const i16x8 2 2 2 2 2 2 2 2))
        (v128.const i16x8 26345 16384 26345 16384 26345 16384 26345 16384)) (i32.const 16))
      (i32x4.shr_s (i32x4.dot_i16x8_s
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $cr) (v128.const i16x8 2 2 2 2 2 2 2 2))
        (v128.const i16x8 26345 16384 26345 16384 26345 16384 26345 16384)) (i32.const 16)))))
  (func $green (param $y v128) (param $cb v128) (param $cr v128) (result v128)
    (i16x8.add (i16x8.sub (local.get $y) (local.get $cr)) (i16x8.narrow_i32x4_s
      (i32x4.shr_s (i32x4.add (v128.const i32x4 32768 32768 32768 32768) (i32x4.dot_i16x8_s
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $cb) (local.get $cr))
        (v128.const i16x8 -22554 18734 -22554 18734 -22554 18734 -22554 18734))) (i32.const 16))
      (i32x4.shr_s (i32x4.add (v128.const i32x4 32768 32768 32768 32768) (i32x4.dot_i16x8_s
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $cb) (local.get $cr))
        (v128.const i16x8 -22554 18734 -22554 18734 -22554 18734 -22554 18734))) (i32.const 16)))))
  (func $blue (param $y v128) (param $cb v128) (result v128)
    (i16x8.add (i16x8.add (local.get $y) (i16x8.shl (local.get $cb) (i32.const 1))) (i16x8.narrow_i32x4_s
      (i32x4.shr_s (i32x4.dot_i16x8_s
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $cb) (v128.const i16x8 2 2 2 2 2 2 2 2))
        (v128.const i16x8 -14942 16384 -14942 16384 -14942 16384 -14942 16384)) (i32.const 16))
      (i32x4.shr_s (i32x4.dot_i16x8_s
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $cb) (v128.const i16x8 2 2 2 2 2 2 2 2))
        (v128.const i16x8 -14942 16384 -14942 16384 -14942 16384 -14942 16384)) (i32.const 16)))))

  ;; $pixels pixels of 4 bytes (R, G, B, 255) at $dst from a row of each plane. Reads up to 15 bytes, and writes up to 60, behind.
  (func (export "mix") (param $y i32) (param $cb i32) (param $cr i32) (param $dst i32) (param $pixels i32)
    (local $i i32) (local $luma v128) (local $b v128) (local $r v128) (local $half v128)
    (local $y0 v128) (local $y1 v128) (local $b0 v128) (local $b1 v128) (local $r0 v128) (local $r1 v128)
    (local $rg v128) (local $ba v128)
    (local.set $half (v128.const i16x8 128 128 128 128 128 128 128 128))
    (loop $sixteen
      (local.set $luma (v128.load (i32.add (local.get $y) (local.get $i))))
      (local.set $b (v128.load (i32.add (local.get $cb) (local.get $i))))
      (local.set $r (v128.load (i32.add (local.get $cr) (local.get $i))))
      (local.set $y0 (i16x8.extend_low_i8x16_u (local.get $luma)))
      (local.set $y1 (i16x8.extend_high_i8x16_u (local.get $luma)))
      (local.set $b0 (i16x8.sub (i16x8.extend_low_i8x16_u (local.get $b)) (local.get $half)))
      (local.set $b1 (i16x8.sub (i16x8.extend_high_i8x16_u (local.get $b)) (local.get $half)))
      (local.set $r0 (i16x8.sub (i16x8.extend_low_i8x16_u (local.get $r)) (local.get $half)))
      (local.set $r1 (i16x8.sub (i16x8.extend_high_i8x16_u (local.get $r)) (local.get $half)))
      (local.set $luma (i8x16.narrow_i16x8_u
        (call $green (local.get $y0) (local.get $b0) (local.get $r0)) (call $green (local.get $y1) (local.get $b1) (local.get $r1))))
      (local.set $r (i8x16.narrow_i16x8_u
        (call $red (local.get $y0) (local.get $r0)) (call $red (local.get $y1) (local.get $r1))))
      (local.set $b (i8x16.narrow_i16x8_u
        (call $blue (local.get $y0) (local.get $b0)) (call $blue (local.get $y1) (local.get $b1))))
      (local.set $rg (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $r) (local.get $luma)))
      (local.set $ba (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
        (local.get $b) (v128.const i32x4 -1 -1 -1 -1)))
      (v128.store (local.get $dst) (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $rg) (local.get $ba)))
      (v128.store offset=16 (local.get $dst)
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $rg) (local.get $ba)))
      (local.set $rg (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $r) (local.get $luma)))
      (local.set $ba (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31
        (local.get $b) (v128.const i32x4 -1 -1 -1 -1)))
      (v128.store offset=32 (local.get $dst)
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $rg) (local.get $ba)))
      (v128.store offset=48 (local.get $dst)
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $rg) (local.get $ba)))
      (local.set $dst (i32.add (local.get $dst) (i32.const 64)))
      (br_if $sixteen (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $pixels))))))
