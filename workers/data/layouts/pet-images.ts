/** Microsoft's download of the same competition: `PetImages/Cat/0.jpg`, `PetImages/Dog/0.jpg`, with `Thumbs.db` and two undecodable files among them. */
import { type Layout, reading } from './layout'

export const petImages: Layout = (files) => {
  const names = files.map(({ folders }) => {
    const at = folders.findIndex((f) => f.toLowerCase() === 'petimages')
    return at < 0 ? null : (folders[at + 1] ?? null)
  })
  const found = reading(
    'pet-images',
    names,
    files.map(() => null),
    () => true,
  )
  return found?.classes.join('/').toLowerCase() === 'cat/dog' ? found : null
}
