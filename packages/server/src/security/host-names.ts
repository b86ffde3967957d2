import { isIP } from 'node:net';

/** The host name of an authority such as `localhost:3000` or `[::1]:3000`, in lower case; `undefined` when it is none. */
export function hostNameOf(authority: string): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::\d{1,5})?$/i.exec(authority) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed.toLowerCase() : undefined;
  return plain?.toLowerCase();
}

/** Whether a host name means this machine. */
export function isLocalName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** Whether a host name is an address. No page can make a browser send one: rebinding a name needs a name. */
export function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}
