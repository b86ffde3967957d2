import { invalidOption } from '@toolwright/core';
import type { FlagContext, FlagEvaluation, FlagProvider, JsonValue } from '@toolwright/core';

/** What OpenFeature resolves a flag to. */
export interface OpenFeatureDetails {
  readonly value: unknown;
  readonly variant?: string;
  readonly reason?: string;
  readonly errorCode?: string;
}

/** The part of a client of `@openfeature/server-sdk` that is used. */
export interface OpenFeatureClient {
  getBooleanDetails(flag: string, fallback: boolean, context: never): Promise<OpenFeatureDetails>;
  getStringDetails(flag: string, fallback: string, context: never): Promise<OpenFeatureDetails>;
  getNumberDetails(flag: string, fallback: number, context: never): Promise<OpenFeatureDetails>;
  getObjectDetails(flag: string, fallback: never, context: never): Promise<OpenFeatureDetails>;
}

/**
 * Decides flags through OpenFeature: `openFeatureProvider(OpenFeature.getClient())`. The fallback's type chooses the
 * kind of flag. Never rejects.
 *
 * @throws `INVALID_OPTIONS` for a client that is none.
 */
export function openFeatureProvider(client: OpenFeatureClient): FlagProvider {
  if (typeof client?.getBooleanDetails !== 'function')
    throw invalidOption('client', 'a client of @openfeature/server-sdk', client);
  return {
    async evaluate<T extends JsonValue>(
      flag: string,
      fallback: T,
      context: FlagContext,
    ): Promise<FlagEvaluation<T>> {
      try {
        const { value, variant, reason, errorCode } = await detailsOf(client, flag, { fallback, context });
        return {
          value: value as T,
          ...(variant !== undefined && { variant }),
          ...(reason !== undefined && { reason }),
          ...(errorCode !== undefined && { errorCode }),
        };
      } catch {
        return { value: fallback, reason: 'ERROR', errorCode: 'GENERAL' };
      }
    },
  };
}

function detailsOf(
  client: OpenFeatureClient,
  flag: string,
  question: { readonly fallback: JsonValue; readonly context: FlagContext },
): Promise<OpenFeatureDetails> {
  const { fallback } = question;
  // OpenFeature's types ask for mutable objects; it changes none.
  const context = question.context as never;
  if (typeof fallback === 'boolean') return client.getBooleanDetails(flag, fallback, context);
  if (typeof fallback === 'string') return client.getStringDetails(flag, fallback, context);
  if (typeof fallback === 'number') return client.getNumberDetails(flag, fallback, context);
  return client.getObjectDetails(flag, fallback as never, context);
}
