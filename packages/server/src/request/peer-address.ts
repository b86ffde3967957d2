import { BlockList, isIP } from 'node:net';
import { invalidOption } from '@toolwright/core';
import type { Transport } from './transport.ts';

// A chain longer than this was not made by proxies.
const mostHops = 32;

/**
 * Makes what finds a client's address. `x-forwarded-for` is read from the right, and only as long as the hop that said
 * so is a trusted proxy; without trusted proxies it is the other end of the connection.
 *
 * @throws `INVALID_OPTIONS` for what is no address and no network such as `10.0.0.0/8`.
 */
export function peerAddresses(
  trustedProxies: readonly string[],
): (transport: Transport) => string | undefined {
  if (trustedProxies.length === 0) return ({ remoteAddress }) => remoteAddress;
  const trusted = new BlockList();
  for (const proxy of trustedProxies) trust(trusted, proxy);
  return ({ remoteAddress, headers }) => {
    const forwarded = headers['x-forwarded-for'];
    if (remoteAddress === undefined || forwarded === undefined) return remoteAddress;
    let address = remoteAddress;
    const hops = forwarded.split(',').slice(-mostHops);
    while (isTrusted(trusted, address)) {
      const hop = hops.pop()?.trim();
      if (hop === undefined || isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

function trust(list: BlockList, proxy: string): void {
  const [address = '', length, ...rest] = proxy.split('/');
  const family = isIP(address);
  const bits = length === undefined ? undefined : Number(length);
  const most = family === 6 ? 128 : 32;
  const fits = bits === undefined || (/^\d{1,3}$/.test(length ?? '') && bits <= most);
  if (family === 0 || !fits || rest.length > 0)
    throw invalidOption('trustedProxies', 'addresses and networks such as "10.0.0.0/8"', proxy);
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(address, kind);
  else list.addSubnet(address, bits, kind);
}

function isTrusted(list: BlockList, address: string): boolean {
  // A dual-stack socket says ::ffff:10.0.0.1 for 10.0.0.1.
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
