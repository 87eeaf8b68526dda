;; The two passes of Pillow's 8-bit resize (see resample.ts), four or eight channels at a time.
;; Sums stay below 2^31: weights add up to 2^22, pixels to 255.
(module
  (memory (export "memory") 16)

  ;; rows x width pixels of 3 bytes at $dst from $rows rows of $stride bytes at $src. $bounds: [first, count] for each output position;
  ;; $weights: $taps for each. $blueFirst swaps red and blue. Reads up to 1 byte behind the last pixel, writes 1 byte behind.
  (func (export "horizontal")
    (param $src i32) (param $stride i32) (param $channels i32) (param $rows i32) (param $dst i32) (param $width i32)
    (param $bounds i32) (param $weights i32) (param $taps i32) (param $blueFirst i32)
    (local $x i32) (local $b i32) (local $w i32) (local $end i32) (local $p i32) (local $rowWeights i32)
    (local $sum v128) (local $order v128)
    (local.set $order (select
      (v128.const i8x16 2 1 0 3 0 0 0 0 0 0 0 0 0 0 0 0)
      (v128.const i8x16 0 1 2 3 0 0 0 0 0 0 0 0 0 0 0 0)
      (local.get $blueFirst)))
    (local.set $taps (i32.shl (local.get $taps) (i32.const 2)))
    (block $done (loop $row
      (br_if $done (i32.eqz (local.get $rows)))
      (local.set $x (local.get $width))
      (local.set $b (local.get $bounds))
      (local.set $rowWeights (local.get $weights))
      (loop $pixel
        (local.set $p (i32.add (local.get $src) (i32.mul (i32.load (local.get $b)) (local.get $channels))))
        (local.set $w (local.get $rowWeights))
        (local.set $end (i32.add (local.get $w) (i32.shl (i32.load offset=4 (local.get $b)) (i32.const 2))))
        (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (loop $tap
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $p))))
            (v128.load32_splat (local.get $w)))))
          (local.set $p (i32.add (local.get $p) (local.get $channels)))
          (br_if $tap (i32.lt_u (local.tee $w (i32.add (local.get $w) (i32.const 4))) (local.get $end))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (local.set $sum (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
        (v128.store32_lane 0 (local.get $dst) (i8x16.swizzle (local.get $sum) (local.get $order)))
        (local.set $dst (i32.add (local.get $dst) (i32.const 3)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (local.set $rowWeights (i32.add (local.get $rowWeights) (local.get $taps)))
        (br_if $pixel (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))
      (local.set $src (i32.add (local.get $src) (local.get $stride)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $row))))

  ;; $height rows of $rowBytes bytes at $dst from rows at $src, the first of which is number $firstRow. Reads and writes up to 7 bytes behind.
  (func (export "vertical")
    (param $src i32) (param $rowBytes i32) (param $dst i32) (param $height i32)
    (param $bounds i32) (param $weights i32) (param $taps i32) (param $firstRow i32)
    (local $i i32) (local $p i32) (local $w i32) (local $end i32) (local $base i32)
    (local $low v128) (local $high v128) (local $v v128) (local $k v128)
    (local.set $taps (i32.shl (local.get $taps) (i32.const 2)))
    (block $done (loop $row
      (br_if $done (i32.eqz (local.get $height)))
      (local.set $base (i32.add (local.get $src)
        (i32.mul (i32.sub (i32.load (local.get $bounds)) (local.get $firstRow)) (local.get $rowBytes))))
      (local.set $end (i32.add (local.get $weights) (i32.shl (i32.load offset=4 (local.get $bounds)) (i32.const 2))))
      (local.set $i (i32.const 0))
      (loop $eight
        (local.set $p (i32.add (local.get $base) (local.get $i)))
        (local.set $w (local.get $weights))
        (local.set $low (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $high (local.get $low))
        (loop $tap
          (local.set $v (v128.load8x8_u (local.get $p)))
          (local.set $k (v128.load32_splat (local.get $w)))
          (local.set $low (i32x4.add (local.get $low) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $v)) (local.get $k))))
          (local.set $high (i32x4.add (local.get $high) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $v)) (local.get $k))))
          (local.set $p (i32.add (local.get $p) (local.get $rowBytes)))
          (br_if $tap (i32.lt_u (local.tee $w (i32.add (local.get $w) (i32.const 4))) (local.get $end))))
        (local.set $v (i16x8.narrow_i32x4_s
          (i32x4.shr_s (local.get $low) (i32.const 22)) (i32x4.shr_s (local.get $high) (i32.const 22))))
        (v128.store64_lane 0 (i32.add (local.get $dst) (local.get $i)) (i8x16.narrow_i16x8_u (local.get $v) (local.get $v)))
        (br_if $eight (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $rowBytes))))
      (local.set $dst (i32.add (local.get $dst) (local.get $rowBytes)))
      (local.set $bounds (i32.add (local.get $bounds) (i32.const 8)))
      (local.set $weights (i32.add (local.get $weights) (local.get $taps)))
      (local.set $height (i32.sub (local.get $height) (i32.const 1)))
      (br $row)))))
