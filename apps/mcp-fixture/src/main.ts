// The conformance fixture on PORT (3000), at /mcp.
import { compose } from './compose.ts';

const { toolbox, server } = compose();
await toolbox.start();
const { url } = await server.listen({ port: Number(process.env['PORT'] ?? 3_000) });
server.stopOn();
process.stdout.write(`The MCP fixture listens on ${url}/mcp\n`);
