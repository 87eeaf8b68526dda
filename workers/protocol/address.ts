/** Which addresses weights may be fetched from: public ones, over TLS. A page that asked others could be made to knock at its own network's doors. */

/** Names that lead into this machine or its network (RFC 6761, RFC 6762, RFC 8375), and those without a dot. */
const PRIVATE_NAME = /^[^.]*$|(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/

/** The ranges that IANA's registry of special IPv4 addresses holds back from the public network: first address, bits that count. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

const numberOf = (v4: string): number => v4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const isSpecialV4 = (v4: string): boolean => {
  const address = numberOf(v4)
  return SPECIAL_V4.some(([first, bits]) => Math.floor(address / 2 ** (32 - bits)) === Math.floor(numberOf(first) / 2 ** (32 - bits)))
}

/** The first two groups of an IPv6 address as `URL` writes it; a group that `::` stands for is 0. */
function headOf(v6: string): [number, number] {
  const [before = ''] = v6.split('::')
  const groups = before.split(':').map((group) => Number.parseInt(group || '0', 16))
  return [groups[0] ?? 0, groups[1] ?? 0]
}

/** Only 2000::/3 is public; of that not 2001::/23 (Teredo and other protocols), 2001:db8::/32 and 3fff::/20 (documentation), 2002::/16 (holds an IPv4 address). */
function isSpecialV6(v6: string): boolean {
  const [first, second] = headOf(v6)
  return (
    first >> 13 !== 1 ||
    (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
    first === 0x2002 ||
    (first === 0x3fff && second < 0x1000)
  )
}

/**
 * Whether a server outside of this machine and its network answers there, as far as the address itself tells: what a name leads to, nobody tells a page.
 * An address with a name and a password in it is none either.
 */
export function isPublicAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  // `URL` brings every way to write an IPv4 address (0x7f.1, 2130706433) to its four numbers.
  const { protocol, hostname, username, password } = new URL(address)
  const host = hostname.replace(/\.$/, '').toLowerCase()
  if (protocol !== 'https:' || host === '' || username !== '' || password !== '') return false
  if (host.startsWith('[')) return !isSpecialV6(host.slice(1, -1))
  if (/^\d+(\.\d+){3}$/.test(host)) return !isSpecialV4(host)
  return !PRIVATE_NAME.test(host)
}
