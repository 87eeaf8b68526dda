/** How a file of whole numbers rounds the values between its layers. */

/** value = (number - zero) * scale, numbers being 0 to 255. */
export interface Rounding {
  readonly scale: number
  readonly zero: number
}

/** By id of the layer whose output it is; `input` for the pictures. */
export type Roundings = ReadonlyMap<string, Rounding>
