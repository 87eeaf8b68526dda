/** The encodings that names in archives are found in. Browsers and Node know most of them; those of MS-DOS that they do not stand here, bytes 128 to 255 (unicode.org, "VENDORS/MICSFT/PC"). */
import type { CodePage } from '../../protocol/dataset'

const TABLES = {
  cp437: 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ',
  cp850: 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´­±‗¾¶§÷¸°¨·¹³²■ ',
  cp737: 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■ ',
} as const

/** What decoders put where bytes mean nothing. */
export const NOTHING = '\ufffd'

const made = new Map<CodePage, (bytes: Uint8Array) => string>()

/** Never throws: bytes that mean nothing become `NOTHING`. */
export function decoderOf(page: CodePage): (bytes: Uint8Array) => string {
  const before = made.get(page)
  if (before) return before
  const decode = page === 'cp437' || page === 'cp850' || page === 'cp737' ? byTable(TABLES[page]) : byPlatform(page)
  made.set(page, decode)
  return decode
}

const byTable =
  (table: string) =>
  (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : table[byte - 128]!)).join('')

function byPlatform(page: CodePage): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(page)
  return (bytes) => decoder.decode(bytes)
}
