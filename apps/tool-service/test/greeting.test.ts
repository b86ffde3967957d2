import { expect, it } from 'vitest';
import { greeting } from '../src/greeting.ts';

const facts = {
  url: 'http://localhost:3000',
  production: false,
  upstreamUrl: 'http://127.0.0.1:4000',
  keyed: false,
};

it('The service prints its addresses and two calls to copy', () => {
  const said = greeting(facts);
  for (const path of ['studio', 'openapi.json', 'mcp', 'metrics'])
    expect(said).toContain(`${facts.url}/${path}`);
  expect(said).toContain('http://127.0.0.1:4000/control makes it fail');
  expect(said.match(/^ {2}curl /gm)).toHaveLength(2);
  expect(said).not.toMatch(/key/i);
});

it('The service asks for a key only where there are keys, and has no studio in production', () => {
  const said = greeting({ ...facts, keyed: true, production: true, upstreamUrl: undefined });
  expect(said.match(/^ {2}curl .*-H "authorization: Bearer \$KEY"/gm)).toHaveLength(2);
  expect(said).toContain('Studio   off in production');
  expect(said).toContain('the service at WEATHER_API_URL');
});
