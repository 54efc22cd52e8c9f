/** What a recovery has beyond that on every stick. Only tests make one. */
export interface Variant {
  /** The folder below `out` that its own parts are kept in. */
  readonly name: string;
  /** Kernel modules. */
  readonly modules: readonly string[];
  /** A folder that is laid over the root filesystem. */
  readonly overlay: string;
}
