export interface ServerAddress {
  /** A name or an IP address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

const SSH_PORT = 22;

/** As OpenSSH writes it in known_hosts, and people on screens: `host`, or `[host]:port` where the port is not 22. */
export function addressName({ host, port }: ServerAddress): string {
  return port === SSH_PORT ? host : `[${host}]:${port}`;
}
