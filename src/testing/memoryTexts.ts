/** A browser's small texts in memory, to stand in for `localStorage`. */
export const memoryTexts = (entries: Record<string, string> = {}) => ({
  entries,
  getItem: (key: string) => entries[key] ?? null,
  setItem: (key: string, value: string) => {
    entries[key] = value
  },
})
