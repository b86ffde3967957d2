/** What a service that has started says of itself. */
export interface GreetingFacts {
  readonly url: string;
  readonly production: boolean;
  /** Of the embedded weather service; absent: there is a real one. */
  readonly upstreamUrl: string | undefined;
  /** Whether callers must show a key. */
  readonly keyed: boolean;
}

/** The addresses of the service, and two calls to copy. */
export function greeting({ url, production, upstreamUrl, keyed }: GreetingFacts): string {
  const key = keyed ? ' -H "authorization: Bearer $KEY"' : '';
  return `
The tool service is at ${url}

  Studio   ${production ? 'off in production' : `${url}/studio`}
  Tools    ${url}/tools
  OpenAPI  ${url}/openapi.json
  MCP      ${url}/mcp
  Health   ${url}/health, ${url}/ready
  Metrics  ${url}/metrics
  Weather  ${upstreamUrl === undefined ? 'the service at WEATHER_API_URL' : `simulated; ${upstreamUrl}/control makes it fail`}

Call a tool${keyed ? ', with the key of a caller in TENANTS_FILE' : ''}:

  curl -s ${url}/tools/places.search${key} -H 'content-type: application/json' -d '{"name":"san fra","limit":3}'
  curl -s${key} '${url}/tools/weather.forecast?latitude=40.42&longitude=-3.7&days=3'

Stop with Ctrl-C.`;
}
