import ssh2 from 'ssh2';

type KeyPair = ReturnType<typeof ssh2.utils.generateKeyPairSync>;

/** A new key pair. One in 256 of those that ssh2 makes it cannot read itself: a byte is missing in front. */
export function ed25519Pair(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
