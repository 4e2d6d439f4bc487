import type { RedisCredentials, RedisLocation, RedisNode } from './redis/redis.js';

const FORM =
  /^(?<scheme>rediss?|rediss?\+cluster|rediss?\+sentinel):\/\/(?:(?<username>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#]+)(?:\/(?<path>[^?#]*))?$/;

const WANTED =
  'must be redis://host:port, redis+cluster://h1:p,h2:p or redis+sentinel://h1:p,h2:p/master (rediss for TLS)';

/**
 * `redis://[user:password@]host[:port][/database]`, `redis+cluster://…` with several hosts, `redis+sentinel://…/master`;
 * `rediss` in place of `redis` means TLS. User and password are percent-encoded.
 * Throws an Error whose message does not repeat the URL.
 */
export function parseRedisUrl(url: string): RedisLocation {
  const { scheme = '', username, password, hosts = '', path = '' } = FORM.exec(url)?.groups ?? {};
  const [protocol, form] = scheme.split('+');
  if (scheme === '') throw new Error(WANTED);
  const nodes = hosts.split(',').map((host) => parseNode(host, form === 'sentinel' ? 26_379 : 6_379));
  const credentials: RedisCredentials = {
    ...(username ? { username: decode(username) } : {}),
    ...(password ? { password: decode(password) } : {}),
    ...(protocol === 'rediss' ? { tls: true } : {}),
  };
  if (form === 'cluster') {
    if (path !== '') throw new Error('must not name a database: a Redis Cluster has none');
    return { kind: 'cluster', nodes, credentials };
  }
  if (form === 'sentinel') {
    if (!/^[^/]+$/.test(path)) throw new Error('must end with the master, as in redis+sentinel://h1:p,h2:p/master');
    return { kind: 'sentinel', nodes, master: decode(path), credentials };
  }
  if (nodes.length > 1) throw new Error(WANTED);
  if (!/^\d{0,4}$/.test(path)) throw new Error('must name its database by number');
  return { kind: 'single', url };
}

/** The URL of the one Redis that the tutorial names by host, port and password. */
export function redisUrl(host: string, port: number, password: string | undefined): string {
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return `redis://${login}${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parseNode(text: string, defaultPort: number): RedisNode {
  const [, ipv6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = ipv6 ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw new Error(WANTED);
  return { host, port: number };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('must have its user and password percent-encoded');
  }
}
