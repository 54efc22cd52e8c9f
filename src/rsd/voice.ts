/** Where a command says things, and whom it may ask. */
export interface Voice {
  /** What was asked for: a line of standard output. */
  result(line: string): void;
  /** What a person wants to know meanwhile: a line of standard error, left out with --quiet. */
  note(line: string): void;
  /** How far it is. Takes the place of the line before on a terminal, and is said now and then elsewhere. */
  progress(line: string): void;
  /** Whether a person at a terminal can be asked. */
  readonly person: 'there' | 'not-there';
  /** The text in a style where colours are wanted, and as it is elsewhere. */
  paint(style: Style, text: string): string;
}

export type Style = 'strong' | 'good' | 'warn' | 'bad' | 'quiet';
