/** What the trainer would run on, and what else there is. */
import type { DeviceOffer } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'

export interface DeviceSlice {
  /** Null until the trainer has answered. */
  readonly deviceOffer: DeviceOffer | null
  /** Asks anew, for the recipe's backend. */
  refreshDevice(): Promise<void>
}

export function createDeviceSlice({ set, get, client }: SliceContext<DeviceSlice & RecipeSlice & ProblemsSlice>): DeviceSlice {
  return {
    deviceOffer: null,
    async refreshDevice() {
      const { backend } = get().config
      try {
        const deviceOffer = await client.api.devices.offer(backend)
        if (get().config.backend === backend) set({ deviceOffer })
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
