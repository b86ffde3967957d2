import { createTool } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import { enumField, objectField, stringField, uuidField } from '@toolwright/schema';
import type { Courier, Delivery } from '../notifications/courier.ts';
import { messageId } from '../notifications/message-id.ts';
import { message } from '../notifications/message.ts';

/** What `notifications.send` stands on. */
export interface NotificationsToolOptions {
  /** Opens the outbox; called once. */
  readonly openCourier: () => { readonly courier: Courier; close(): Promise<void> };
  readonly use: readonly Middleware[];
}

const output = objectField({
  id: uuidField({ description: 'The receiver sees it too' }),
  status: enumField(['sent', 'queued', 'kept']),
  detail: stringField({ maxLength: 200 }),
});

const details: Readonly<Record<Delivery, string>> = {
  sent: 'The receiver has it.',
  queued: 'The receiver could not be reached; it is in the outbox and will be tried again until it arrives.',
  kept: 'No receiver is configured for this channel; it is kept in the outbox until there is one.',
};

/** Sends a message: by e-mail, SMS or webhook. */
export function notificationsSend({ openCourier, use }: NotificationsToolOptions) {
  return createTool({
    metadata: {
      name: 'notifications.send',
      version: '1.0.0',
      title: 'Send a notification',
      description:
        'Sends a message by e-mail (to, subject), SMS (phone) or webhook (topic). `status` says whether it was sent, is ' +
        'queued until its receiver can be reached, or is kept because none is configured. With an idempotency key it ' +
        'is sent once, however often it is asked for.',
      kind: 'command',
      destructive: false,
      capabilities: ['notifications.send'],
      tags: ['notifications'],
      examples: [
        { channel: 'email', to: 'ada@example.org', subject: 'Your trip', text: 'The train leaves at 9.' },
        { channel: 'sms', phone: '+34600111222', text: 'The train leaves at 9.' },
        { channel: 'webhook', topic: 'trips.booked', text: 'Madrid, 3 days' },
      ],
    },
    schema: { input: message, output },
    use,
    setup: () => openCourier(),
    execute: async ({ input, resources: { courier }, call }) => {
      const id = messageId(call);
      const status = await courier.send(id, input);
      return { id, status, detail: details[status] };
    },
    cleanup: ({ resources }) => resources.close(),
  });
}
