/** Microsoft's download of the same competition: `PetImages/Cat/0.jpg`, `PetImages/Dog/0.jpg`, with `Thumbs.db` and two undecodable files among them. */
import type { Layout } from './layout'

export const petImages: Layout = ({ parts }) => {
  const classNames = parts.map(({ folders }) => {
    const at = folders.findIndex((folder) => folder.toLowerCase() === 'petimages')
    return at < 0 ? null : (folders[at + 1] ?? null)
  })
  const classes = new Set(classNames.flatMap((name) => (name === null ? [] : [name.toLowerCase()])))
  if ([...classes].sort().join('/') !== 'cat/dog') return null
  return { layout: 'pet-images', classNames, evidence: [{ code: 'known-download', weight: 8, values: {} }] }
}
