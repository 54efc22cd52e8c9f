interface PromptOption {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Whom a command asks. Each throws Fault MAK-07 when the person gives up. */
export interface Prompts {
  text(message: string, placeholder: string): Promise<string>;
  /** The values of those that were marked, one at least. */
  several(message: string, options: readonly PromptOption[]): Promise<readonly string[]>;
  /** No is what is marked first. */
  confirm(message: string): Promise<'yes' | 'no'>;
}
