import { Buffer } from 'node:buffer';
import { createResource } from '@toolwright/server';
import type { McpResource } from '@toolwright/server';
import { png } from './pieces.ts';

/** The resources that the conformance suite reads, by the URIs it gives them. */
export const resources: readonly McpResource[] = [
  createResource({
    name: 'static-text',
    uri: 'test://static-text',
    description: 'A text that does not change',
    mimeType: 'text/plain',
    cache: { ttlMs: 60_000, scope: 'public' },
    read: () => 'This is the content of the static text resource.',
  }),
  createResource({
    name: 'static-binary',
    uri: 'test://static-binary',
    description: 'A red pixel',
    mimeType: 'image/png',
    read: () => Buffer.from(png, 'base64'),
  }),
  createResource({
    name: 'watched',
    uri: 'test://watched-resource',
    description: 'May change',
    mimeType: 'text/plain',
    read: () => 'It is as it is now.',
  }),
  createResource({
    name: 'template-data',
    uriTemplate: 'test://template/{id}/data',
    description: 'Says of which id it is',
    mimeType: 'application/json',
    complete: { id: ['123', '124', '200'] },
    read: ({ variables: { id } }) => JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
  }),
];
