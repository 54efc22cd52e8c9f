const AES = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'] as const;
const CHACHA = 'chacha20-poly1305@openssh.com';

export type SshCipher = (typeof AES)[number] | typeof CHACHA;

/**
 * The ciphers to offer, best first. ChaCha20 is the faster one where the processor has no instructions for AES.
 * @param cpuinfo the text of /proc/cpuinfo: `flags` on x86, `Features` on ARM
 */
export function cipherOrder(cpuinfo: string): SshCipher[] {
  const hasAes = /^(?:flags|features)\s*:.*\saes(?:\s|$)/im.test(cpuinfo);
  return hasAes ? [...AES, CHACHA] : [CHACHA, ...AES];
}
