import { describe, expect, test } from 'vitest'
import { read } from './testing'

describe('pet-images', () => {
  test('Microsoft’s download', () => {
    const found = read(['kagglecatsanddogs_5340/PetImages/Cat/0.jpg', 'kagglecatsanddogs_5340/PetImages/Dog/0.jpg'])
    expect(found).toMatchObject({ layout: 'pet-images', classes: ['Cat', 'Dog'], alternatives: [] })
  })
})
