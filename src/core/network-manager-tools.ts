/** What of the machine is needed to drive NetworkManager; `src/host/network-manager.ts` has it. */
export interface NetworkManagerTools {
  /** Runs nmcli in the locale C.UTF-8. Arguments are seen by everybody: no secret is among them. @throws Fault NET-39 */
  nmcli(args: readonly string[], signal: AbortSignal): Promise<NmcliResult>;
  /** Writes a file that root alone can read, and gives its path. @throws Fault NET-39 */
  writeKeyfile(name: string, text: string): Promise<string>;
  /** Nothing happens when it is not there. @throws Fault NET-39 */
  removeKeyfile(name: string): Promise<void>;
  /** Follows the system bus; resolves when nothing is missed any more. `onEnd` is called when it ends by itself. */
  monitorBus(
    matches: readonly string[],
    onLine: (line: string) => void,
    onEnd: (problem: string) => void,
  ): Promise<AsyncDisposable>;
}

export interface NmcliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}
