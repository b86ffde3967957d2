/** Takes the expiry from a key. Answers 1 when the key is there, which `PERSIST` alone does not tell. */
export const persistLua = `
redis.call('PERSIST', KEYS[1])
return redis.call('EXISTS', KEYS[1])
`;
