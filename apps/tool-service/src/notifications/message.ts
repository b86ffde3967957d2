import { emailField, enumField, objectField, stringField } from '@toolwright/schema';
import type { SchemaOutput } from '@toolwright/core';

/** What is to be told to whom. Each channel asks for its own fields and refuses the others'. */
export const message = objectField({
  channel: enumField(['email', 'sms', 'webhook'], { description: 'How to reach the receiver' }),
  to: emailField({ condition: { field: 'channel', equals: 'email' }, description: 'Who gets the e-mail' }),
  subject: stringField({
    minLength: 1,
    maxLength: 200,
    sanitize: true,
    condition: { field: 'channel', equals: 'email' },
  }),
  phone: stringField({
    pattern: '^\\+[0-9]{5,15}$',
    maxLength: 16,
    condition: { field: 'channel', equals: 'sms' },
    description: 'E.164, such as "+34600111222"',
  }),
  topic: stringField({
    pattern: '^[a-z][a-z0-9.-]{0,63}$',
    maxLength: 64,
    condition: { field: 'channel', equals: 'webhook' },
    description: 'What it is about, for the webhook to sort by, such as "trips.booked"',
  }),
  text: stringField({ minLength: 1, maxLength: 2_000, sanitize: true }),
});

/** A message as it came through validation. */
export type Message = SchemaOutput<typeof message>;
