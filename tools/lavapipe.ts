/** Mesa's lavapipe: a Vulkan driver that computes on the processor, for WebGPU where there is no graphics card. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where distributions keep what tells Vulkan's loader of a driver. */
const ICD_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d']

/** Path of what tells Vulkan's loader of lavapipe; null where it is not installed. */
export function findLavapipe(): string | null {
  for (const folder of ICD_FOLDERS) {
    const icd = existsSync(folder) && readdirSync(folder).find((name) => name.startsWith('lvp_icd'))
    if (icd) return join(folder, icd)
  }
  return null
}
