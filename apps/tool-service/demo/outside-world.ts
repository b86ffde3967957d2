import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service of the demo meets outside: a webhook that takes notifications, and a table without an end. */
export interface OutsideWorld {
  readonly webhookUrl: string;
  readonly tableUrl: string;
  /** Host and port. */
  readonly host: string;
  /** How many messages the webhook got. */
  delivered(): number;
  /** Resolves when nobody reads the table any more. */
  tableLeft(): Promise<void>;
  close(): void;
}

/** Starts the outside world on a free port of this machine. */
export async function startOutsideWorld(): Promise<OutsideWorld> {
  let delivered = 0;
  const left = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    if (request.url !== '/table.csv') {
      delivered += 1;
      response.writeHead(204).end();
      return;
    }
    response.once('close', () => left.resolve());
    response.writeHead(200, { 'content-type': 'text/csv' });
    response.write('row,city,temperature\n');
    writeRows(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    webhookUrl: `http://${host}/webhook`,
    tableUrl: `http://${host}/table.csv`,
    host,
    delivered: () => delivered,
    tableLeft: () => left.promise,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Writes rows for as long as somebody reads them, and no faster. */
function writeRows(response: ServerResponse): void {
  const rows = Array.from({ length: 5_000 }, (_, row) => `${row},city ${row % 300},${(row % 400) / 10}\n`);
  const block = rows.join('');
  const write = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', write);
  write();
}
