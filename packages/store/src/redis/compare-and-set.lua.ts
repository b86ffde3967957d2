/** ARGV: the expected value, then the write as a command without its key. Answers 1 when it wrote, else 0. */
export const compareAndSetLua = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call(ARGV[2], KEYS[1], unpack(ARGV, 3))
return 1
`;
