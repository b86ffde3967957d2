import { createPrompt } from '@toolwright/server';
import type { McpPrompt } from '@toolwright/server';
import { z } from 'zod';
import { embedded, image } from './pieces.ts';

/** The prompts that the conformance suite gets, by the names it gives them. */
export const prompts: readonly McpPrompt[] = [
  createPrompt({
    name: 'test_simple_prompt',
    description: 'Takes nothing',
    render: () => 'This is a simple prompt for testing.',
  }),
  createPrompt({
    name: 'test_prompt_with_arguments',
    description: 'Says its two arguments',
    arguments: [
      { name: 'arg1', description: 'First test argument', required: true },
      { name: 'arg2', description: 'Second test argument', required: true },
    ],
    complete: { arg1: ['paris', 'park', 'party', 'test'] },
    render: ({ arguments: { arg1, arg2 } }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
  }),
  createPrompt({
    name: 'test_prompt_with_embedded_resource',
    description: 'Brings a resource along',
    arguments: { resourceUri: z.string().describe('URI of the resource to embed') },
    render: ({ arguments: { resourceUri } }) => [
      {
        role: 'user',
        content: embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
      },
      {
        role: 'user',
        content: { type: 'text', text: 'Please process the embedded resource above.' },
      },
    ],
  }),
  createPrompt({
    name: 'test_prompt_with_image',
    description: 'Brings an image along',
    render: () => [
      { role: 'user', content: image },
      { role: 'user', content: { type: 'text', text: 'Please analyze the image above.' } },
    ],
  }),
  createPrompt({
    name: 'test_input_required_result_prompt',
    description: 'Asks what it is about',
    render: async ({ call }) => {
      const { context } = await call.ask(
        z.object({ context: z.string() }),
        'What context should the prompt use?',
        { id: 'user_context' },
      );
      return `Think of ${context}.`;
    },
  }),
];
