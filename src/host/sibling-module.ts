/** The module `name` beside the caller's, as TypeScript in a checkout and as JavaScript in a bundle. */
export function siblingModule(name: string, callerUrl: string): URL {
  const extension = callerUrl.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${extension}`, callerUrl);
}
