/**
 * The part of node-wifi that says how to ask nmcli and reads what it prints. It touches nothing. The entrance of the
 * package rewrites the language of the process as soon as it is loaded.
 */
declare module 'node-wifi/src/linux/scan/index.js' {
  const scan: {
    command(config: { readonly iface: string }): { readonly cmd: string; readonly args: readonly string[] };
    /** One entry a line that looks like an access point, its fields shifted by every colon in the name. */
    parse(stdout: string): readonly unknown[];
  };
  export default scan;
}
