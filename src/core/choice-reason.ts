/**
 * What decided between two releases: the rule, and what it compared, that of the better one first. It is the same for
 * the release that was chosen and for the one that was not; every screen tells it in its language.
 */
export type ChoiceReason =
  | { readonly rule: 'only-found' | 'only-usable' | 'location' | 'copy' | 'firmware-only' }
  | {
      readonly rule: 'authority' | 'version' | 'rollback' | 'name';
      readonly better: string;
      readonly worse: string;
    };
