;; The loops of a training step over the backend's own memory, four floats at a time (see kernels.ts, which says what each computes).
;; Arrays are f32, and may be read and written up to 16 bytes behind their end. Channel counts are
;; multiples of 4. Comparisons keep a NaN a NaN, so that a run that diverged is seen.
(module
  (import "heap" "memory" (memory 0))

  (func (export "adam")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $bytes i32)
    (param $scale f32) (param $shrink f32) (param $coupled f32) (param $beta1 f32) (param $rest1 f32) (param $beta2 f32)
    (param $rest2 f32) (param $size f32) (param $root f32) (param $eps f32)
    (local $i i32) (local $old v128) (local $d v128) (local $mean v128) (local $square v128)
    (loop $next
      (local.set $old (v128.load (i32.add (local.get $p) (local.get $i))))
      (local.set $old (f32x4.sub (local.get $old) (f32x4.mul (local.get $old) (f32x4.splat (local.get $shrink)))))
      (local.set $d (f32x4.add
        (f32x4.mul (v128.load (i32.add (local.get $g) (local.get $i))) (f32x4.splat (local.get $scale)))
        (f32x4.mul (local.get $old) (f32x4.splat (local.get $coupled)))))
      (local.set $mean (f32x4.add
        (f32x4.mul (v128.load (i32.add (local.get $m) (local.get $i))) (f32x4.splat (local.get $beta1)))
        (f32x4.mul (local.get $d) (f32x4.splat (local.get $rest1)))))
      (local.set $square (f32x4.add
        (f32x4.mul (v128.load (i32.add (local.get $v) (local.get $i))) (f32x4.splat (local.get $beta2)))
        (f32x4.mul (f32x4.mul (local.get $d) (local.get $d)) (f32x4.splat (local.get $rest2)))))
      (v128.store (i32.add (local.get $m) (local.get $i)) (local.get $mean))
      (v128.store (i32.add (local.get $v) (local.get $i)) (local.get $square))
      (v128.store (i32.add (local.get $p) (local.get $i)) (f32x4.sub (local.get $old) (f32x4.div
        (f32x4.mul (local.get $mean) (f32x4.splat (local.get $size)))
        (f32x4.add (f32x4.mul (f32x4.sqrt (local.get $square)) (f32x4.splat (local.get $root))) (f32x4.splat (local.get $eps))))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $bytes)))))

  ;; Adds rows to f64 sums at $sum, [2, c]: of a, then of a * b. Rows in tiles of 64, which stay in the cache for every group of channels.
  (func (export "sums") (param $a i32) (param $b i32) (param $rows i32) (param $c i32) (param $sum i32)
    (local $tile i32) (local $row i32) (local $ch i32) (local $pa i32) (local $pb i32) (local $ps i32) (local $pd i32) (local $stride i32)
    (local $x v128) (local $y v128) (local $lo v128) (local $hi v128)
    (local $s0 v128) (local $s1 v128) (local $d0 v128) (local $d1 v128)
    (local.set $stride (i32.shl (local.get $c) (i32.const 2)))
    (loop $tiles
      (local.set $tile (select (local.get $rows) (i32.const 64) (i32.lt_u (local.get $rows) (i32.const 64))))
      (local.set $ch (i32.const 0))
      (loop $channels
        (local.set $pa (i32.add (local.get $a) (i32.shl (local.get $ch) (i32.const 2))))
        (local.set $pb (i32.add (local.get $b) (i32.shl (local.get $ch) (i32.const 2))))
        (local.set $ps (i32.add (local.get $sum) (i32.shl (local.get $ch) (i32.const 3))))
        (local.set $pd (i32.add (local.get $ps) (i32.shl (local.get $c) (i32.const 3))))
        (local.set $s0 (v128.load (local.get $ps)))
        (local.set $s1 (v128.load offset=16 (local.get $ps)))
        (local.set $d0 (v128.load (local.get $pd)))
        (local.set $d1 (v128.load offset=16 (local.get $pd)))
        (local.set $row (local.get $tile))
        (loop $each
          (local.set $x (v128.load (local.get $pa)))
          (local.set $y (v128.load (local.get $pb)))
          (local.set $lo (f64x2.promote_low_f32x4 (local.get $x)))
          (local.set $hi (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x))))
          (local.set $s0 (f64x2.add (local.get $s0) (local.get $lo)))
          (local.set $s1 (f64x2.add (local.get $s1) (local.get $hi)))
          (local.set $d0 (f64x2.add (local.get $d0) (f64x2.mul (local.get $lo) (f64x2.promote_low_f32x4 (local.get $y)))))
          (local.set $d1 (f64x2.add (local.get $d1) (f64x2.mul (local.get $hi)
            (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $y) (local.get $y))))))
          (local.set $pa (i32.add (local.get $pa) (local.get $stride)))
          (local.set $pb (i32.add (local.get $pb) (local.get $stride)))
          (br_if $each (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
        (v128.store (local.get $ps) (local.get $s0))
        (v128.store offset=16 (local.get $ps) (local.get $s1))
        (v128.store (local.get $pd) (local.get $d0))
        (v128.store offset=16 (local.get $pd) (local.get $d1))
        (br_if $channels (i32.lt_u (local.tee $ch (i32.add (local.get $ch) (i32.const 4))) (local.get $c))))
      (local.set $a (i32.add (local.get $a) (i32.mul (local.get $tile) (local.get $stride))))
      (local.set $b (i32.add (local.get $b) (i32.mul (local.get $tile) (local.get $stride))))
      (br_if $tiles (local.tee $rows (i32.sub (local.get $rows) (local.get $tile))))))

  (func (export "affine") (param $x i32) (param $y i32) (param $scale i32) (param $shift i32) (param $rows i32) (param $c i32)
    (local $i i32)
    (local.set $c (i32.shl (local.get $c) (i32.const 2)))
    (loop $row
      (local.set $i (i32.const 0))
      (loop $next
        (v128.store (i32.add (local.get $y) (local.get $i)) (f32x4.add
          (f32x4.mul (v128.load (i32.add (local.get $x) (local.get $i))) (v128.load (i32.add (local.get $scale) (local.get $i))))
          (v128.load (i32.add (local.get $shift) (local.get $i)))))
        (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $c))))
      (local.set $x (i32.add (local.get $x) (local.get $c)))
      (local.set $y (i32.add (local.get $y) (local.get $c)))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; $k: [4, c] of mean, a, b, d.
  (func (export "affine2") (param $dy i32) (param $x i32) (param $y i32) (param $k i32) (param $rows i32) (param $c i32)
    (local $i i32) (local $a i32) (local $b i32) (local $d i32)
    (local.set $c (i32.shl (local.get $c) (i32.const 2)))
    (local.set $a (i32.add (local.get $k) (local.get $c)))
    (local.set $b (i32.add (local.get $a) (local.get $c)))
    (local.set $d (i32.add (local.get $b) (local.get $c)))
    (loop $row
      (local.set $i (i32.const 0))
      (loop $next
        (v128.store (i32.add (local.get $y) (local.get $i)) (f32x4.add (f32x4.add
          (f32x4.mul (v128.load (i32.add (local.get $dy) (local.get $i))) (v128.load (i32.add (local.get $a) (local.get $i))))
          (f32x4.mul
            (f32x4.sub (v128.load (i32.add (local.get $x) (local.get $i))) (v128.load (i32.add (local.get $k) (local.get $i))))
            (v128.load (i32.add (local.get $b) (local.get $i)))))
          (v128.load (i32.add (local.get $d) (local.get $i)))))
        (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $c))))
      (local.set $dy (i32.add (local.get $dy) (local.get $c)))
      (local.set $x (i32.add (local.get $x) (local.get $c)))
      (local.set $y (i32.add (local.get $y) (local.get $c)))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  (func (export "relu") (param $x i32) (param $bytes i32)
    (local $end i32) (local $v v128)
    (local.set $end (i32.add (local.get $x) (local.get $bytes)))
    (loop $next
      (local.set $v (v128.load (local.get $x)))
      (v128.store (local.get $x) (v128.andnot (local.get $v) (f32x4.lt (local.get $v) (v128.const f32x4 0 0 0 0))))
      (br_if $next (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 16))) (local.get $end)))))

  (func (export "reluBackward") (param $dy i32) (param $y i32) (param $bytes i32)
    (local $i i32)
    (loop $next
      (v128.store (i32.add (local.get $dy) (local.get $i)) (v128.andnot
        (v128.load (i32.add (local.get $dy) (local.get $i)))
        (f32x4.eq (v128.load (i32.add (local.get $y) (local.get $i))) (v128.const f32x4 0 0 0 0))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $bytes)))))

  (func (export "add") (param $into i32) (param $b i32) (param $bytes i32)
    (local $i i32)
    (loop $next
      (v128.store (i32.add (local.get $into) (local.get $i))
        (f32x4.add (v128.load (i32.add (local.get $into) (local.get $i))) (v128.load (i32.add (local.get $b) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $bytes)))))

  ;; One window's tap: where x is larger than y (or no number), y becomes x and $argmax the tap.
  (func (export "larger") (param $x i32) (param $y i32) (param $argmax i32) (param $bytes i32) (param $tap f32)
    (local $i i32) (local $v v128) (local $old v128) (local $keep v128)
    (loop $next
      (local.set $v (v128.load (i32.add (local.get $x) (local.get $i))))
      (local.set $old (v128.load (i32.add (local.get $y) (local.get $i))))
      (local.set $keep (f32x4.le (local.get $v) (local.get $old)))
      (v128.store (i32.add (local.get $y) (local.get $i)) (v128.bitselect (local.get $old) (local.get $v) (local.get $keep)))
      (v128.store (i32.add (local.get $argmax) (local.get $i)) (v128.bitselect
        (v128.load (i32.add (local.get $argmax) (local.get $i))) (f32x4.splat (local.get $tap)) (local.get $keep)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $bytes)))))

  ;; One tap of every plane: $count planes of $hp x $wp at $from (the tap's offset included), $oh x $ow of each, to rows behind one another.
  (func (export "gather")
    (param $from i32) (param $to i32) (param $count i32) (param $plane i32) (param $line i32) (param $oh i32) (param $ow i32) (param $stride i32)
    (local $y i32) (local $p i32) (local $q i32) (local $end i32)
    (local.set $ow (i32.shl (local.get $ow) (i32.const 2)))
    (loop $planes
      (local.set $y (local.get $oh))
      (local.set $p (local.get $from))
      (loop $rows
        (local.set $q (local.get $p))
        (local.set $end (i32.add (local.get $to) (local.get $ow)))
        (if (i32.eq (local.get $stride) (i32.const 1))
          (then (loop $four
            (v128.store (local.get $to) (v128.load (local.get $q)))
            (local.set $q (i32.add (local.get $q) (i32.const 16)))
            (br_if $four (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end)))))
          (else (loop $each
            (f32.store (local.get $to) (f32.load (local.get $q)))
            (local.set $q (i32.add (local.get $q) (i32.shl (local.get $stride) (i32.const 2))))
            (br_if $each (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 4))) (local.get $end))))))
        (local.set $to (local.get $end))
        (local.set $p (i32.add (local.get $p) (local.get $line)))
        (br_if $rows (local.tee $y (i32.sub (local.get $y) (i32.const 1)))))
      (local.set $from (i32.add (local.get $from) (local.get $plane)))
      (br_if $planes (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; The reverse of gather: rows added to where they came from.
  (func (export "scatter")
    (param $from i32) (param $to i32) (param $count i32) (param $plane i32) (param $line i32) (param $oh i32) (param $ow i32) (param $stride i32)
    (local $y i32) (local $p i32) (local $q i32) (local $end i32) (local $whole i32)
    (local.set $whole (i32.mul (i32.eq (local.get $stride) (i32.const 1)) (i32.shl (i32.and (local.get $ow) (i32.const -4)) (i32.const 2))))
    (local.set $ow (i32.shl (local.get $ow) (i32.const 2)))
    (local.set $stride (i32.shl (local.get $stride) (i32.const 2)))
    (loop $planes
      (local.set $y (local.get $oh))
      (local.set $p (local.get $to))
      (loop $rows
        (local.set $q (local.get $p))
        (local.set $end (i32.add (local.get $from) (local.get $whole)))
        (block $short (loop $four
          (br_if $short (i32.ge_u (local.get $from) (local.get $end)))
          (v128.store (local.get $q) (f32x4.add (v128.load (local.get $q)) (v128.load (local.get $from))))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br $four)))
        (local.set $end (i32.add (local.get $end) (i32.sub (local.get $ow) (local.get $whole))))
        (block $done (loop $each
          (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
          (f32.store (local.get $q) (f32.add (f32.load (local.get $q)) (f32.load (local.get $from))))
          (local.set $q (i32.add (local.get $q) (local.get $stride)))
          (local.set $from (i32.add (local.get $from) (i32.const 4)))
          (br $each)))
        (local.set $p (i32.add (local.get $p) (local.get $line)))
        (br_if $rows (local.tee $y (i32.sub (local.get $y) (i32.const 1)))))
      (local.set $to (i32.add (local.get $to) (local.get $plane)))
      (br_if $planes (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
