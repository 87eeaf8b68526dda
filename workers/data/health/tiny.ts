/** A picture with a shorter side below this is tiny: there is less in it than the smallest network input. Pixels. */
export const TINY = 32
