import type { Answer } from '../answer.ts';
import { expectThat } from '../scene.ts';
import type { Scene, Seen } from '../scene.ts';

// An SMS needs a phone and has no address.
const wrong = { channel: 'sms', to: 'ada@example.org', text: 'The train leaves at 9.' };

/** Input that does not fit is refused with path and reason, before anything is done. */
export const inputs: Scene = {
  title: 'Conditional fields',
  steps: [
    {
      door: 'REST',
      did: 'notifications.send: an SMS with `to`, without `phone`',
      async run({ rest }) {
        const answer = await rest.call('notifications.send', wrong);
        expectThat(answer.status === 400, `the status was ${answer.status}`);
        return refusalOf(answer);
      },
    },
    {
      door: 'MCP',
      did: 'the same: a sentence that a model repairs its call from',
      async run({ mcp }) {
        const answer = await mcp.call('notifications.send', wrong);
        expectThat(answer.status === 200, `the status was ${answer.status}`);
        expectThat(
          answer.text.includes('must be given while "channel" is "sms"'),
          `the text was ${answer.text}`,
        );
        return { ...refusalOf(answer), came: 'isError, INVALID_INPUT' };
      },
    },
  ],
};

function refusalOf({ status, error }: Answer): Seen {
  const issues = error?.details?.issues ?? [];
  const paths = issues.map(({ path }) => path).toSorted();
  expectThat(paths.join() === 'phone,to', `the paths were ${paths.join()}`);
  const said = issues.map(({ path, message }) => `${path}: ${message.split(';')[0]}`);
  return { came: `${status} ${error?.code ?? ''}`, said: said.join('; ') };
}
