import type { DemoDesk } from '../demo-desk.ts';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';

const message = { channel: 'webhook', topic: 'trips.booked', text: 'Madrid, 3 days' };
const headers = { 'idempotency-key': 'trip-4711' };

/** A command with an idempotency key is done once, however often it is asked for. */
export const commands: Scene = {
  title: 'Commands that must happen once',
  steps: [
    {
      door: 'REST',
      did: 'notifications.send with an idempotency key',
      async run(desk) {
        const { data, rails } = await desk.rest.call('notifications.send', message, { headers });
        expectThat(data.status === 'sent', `the message was ${data.status}`);
        expectThat(rails.idempotency?.replayed === false, 'it was taken for a replay');
        return { came: data.detail, said: arrived(desk) };
      },
    },
    {
      door: 'MCP',
      did: 'the same again, through the other door',
      async run(desk) {
        const { data, rails } = await desk.mcp.call('notifications.send', message, { headers });
        expectThat(rails.idempotency?.replayed === true, 'it was not replayed');
        return { came: data.detail, said: `idempotency: replayed; ${arrived(desk)}` };
      },
    },
    {
      door: 'REST',
      did: 'the same key with another message',
      async run(desk) {
        const other = { ...message, text: 'Paris, 2 days' };
        const { status, error } = await desk.rest.call('notifications.send', other, { headers });
        expectThat(error?.code === 'IDEMPOTENCY_KEY_REUSED', `the code was ${error?.code ?? 'none'}`);
        return { came: `${status} ${error.code}`, said: arrived(desk) };
      },
    },
  ],
};

function arrived({ world }: DemoDesk): string {
  expectThat(world.delivered() === 1, `the webhook got ${world.delivered()} messages`);
  return 'the webhook got one message';
}
