const always: readonly string[] = [
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "default-src 'none'; frame-ancestors 'none'",
  'cache-control',
  'no-store',
];

/** The headers of every answer, unless a reply says otherwise; two years of HSTS where the server speaks TLS. */
export function securityHeaders(tls: boolean): readonly string[] {
  return tls ? [...always, 'strict-transport-security', 'max-age=63072000'] : always;
}
