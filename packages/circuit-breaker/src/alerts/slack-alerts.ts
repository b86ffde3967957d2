import { invalidOption, ToolError } from '@toolwright/core';
import type { AlertChannel } from './circuit-alert.ts';

/** Sends alerts to an incoming webhook of Slack, or of anything that takes the same JSON. */
export function slackAlerts(options: { readonly webhookUrl: string | URL }): AlertChannel {
  const { webhookUrl } = options;
  // The URL is a secret: neither this message nor another shows it.
  if (!URL.canParse(String(webhookUrl))) throw invalidOption('webhookUrl', 'a URL', typeof webhookUrl);
  return async ({ text }, { signal }) => {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: escapeMarkup(text) }),
      signal,
    });
    await response.body?.cancel();
    if (response.ok) return;
    throw new ToolError('NETWORK_ERROR', `The alert webhook answered with status ${response.status}`);
  };
}

// Slack reads these three as markup: a circuit's name must not become a mention.
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
