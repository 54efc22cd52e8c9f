/** The platform and the version in what firmware calls itself: `Google_Nimbus` and `15117.112.0`. Either may be empty. */
export function firmwareIdParts(id: string): { readonly platform: string; readonly version: string } {
  const [platform = '', ...version] = id.split('.');
  return { platform, version: version.join('.') };
}
