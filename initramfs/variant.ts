/** What a recovery has beyond that on every stick. Tests make one, and the netbook in QEMU whose flash chip is emulated. */
export interface Variant {
  /** The folder below `out` that its own parts are kept in. */
  readonly name: string;
  /** Kernel modules. */
  readonly modules: readonly string[];
  /** A folder that is laid over the root filesystem. */
  readonly overlay: string;
}
