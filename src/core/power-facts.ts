/** What is known of the power of this device. */
export interface PowerFacts {
  readonly charger: 'plugged-in' | 'not-plugged-in' | 'unknown';
  /** `none` for a device that runs from the mains only. `chargePercent` is from 0 to 100. */
  readonly battery: { readonly chargePercent: number } | 'none' | 'unknown';
}
