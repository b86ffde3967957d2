/** Names whose values no log, trace or audit record should show, whichever schema they stand in. */
export const defaultSensitiveKeys: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'clientSecret',
  'token',
  'accessToken',
  'authToken',
  'bearerToken',
  'idToken',
  'refreshToken',
  'sessionToken',
  'authorization',
  'proxyAuthorization',
  'apiKey',
  'accessKey',
  'privateKey',
  'secretKey',
  'signingKey',
  'encryptionKey',
  'credential',
  'credentials',
  'cookie',
  'setCookie',
  'cardNumber',
  'cvc',
  'cvv',
];

const mostRemembered = 1_000;
const longestName = 256;

/**
 * Makes the test whether a name is one of `keys`, or ends with one as a word: with `apiKey` also `API_KEY`, `x-api-key`
 * and `apikey`; with `token` also `accessToken`, but not `tokens` or `tokenCount`. A name
 * of over 256 characters always counts as one.
 */
export function sensitiveKeyTest(keys: readonly string[]): (name: string) => boolean {
  const wanted = new Set(keys.map((key) => wordsOf(key).join('')).filter((key) => key !== ''));
  const known = new Map<string, boolean>();
  return (name) => {
    if (name.length > longestName) return wanted.size > 0;
    let answer = known.get(name);
    if (answer === undefined) {
      const words = wordsOf(name);
      answer = words.some((_word, from) => wanted.has(words.slice(from).join('')));
      // Names may come from outside and never end: forget rather than grow.
      if (known.size >= mostRemembered) known.clear();
      known.set(name, answer);
    }
    return answer;
  };
}

/** `HTTPProxy-auth_token2` has the words `http`, `proxy`, `auth` and `token`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}
