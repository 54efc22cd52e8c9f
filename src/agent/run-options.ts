export interface RunOptions {
  /** `/`, or the folder of a simulated device. */
  readonly root: string;
  readonly mode: 'attended' | 'unattended';
  readonly report: string | undefined;
  /** Is given the run as plain lines. */
  readonly print: (line: string) => void;
  /** Told when the agent is ready for screens. */
  readonly onReady: () => void;
  /** Of the terminal that `print` writes to. */
  readonly characters: 'unicode' | 'ascii';
}
