/** The `code` of an error of Node (`ECONNREFUSED`) or of ssh2 (a number), or `''`. */
export function errorCode(error: unknown): string | number {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' || typeof code === 'number' ? code : '';
}
