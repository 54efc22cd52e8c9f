/** Why a command failed, and what it has left behind. Anything else that is thrown has left nothing. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly left: 'nothing-written' | 'unusable';

  /** @param cause a Fault, or what `toFault` makes one of */
  constructor(left: Failure['left'], cause: unknown) {
    super(left, { cause });
    this.left = left;
  }
}
