import type { CallState } from '../call/call-state.ts';
import type { Outcome } from '../call/outcome.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { ResultError } from './tool-result.ts';
import { errorOf } from './tool-result.ts';

/** What a toolbox tells of its calls. */
export interface CallEvents {
  readonly 'call-started': CallFacts;
  readonly 'call-succeeded': CallFacts;
  readonly 'call-failed': CallFacts & { readonly error: ResultError };
  /** The call waits for an answer of the person behind it. */
  readonly 'call-suspended': CallFacts;
}

/** Which call an event is about. */
export interface CallFacts {
  readonly callId: string;
  readonly tool: string;
  readonly tenant?: string;
  readonly subject?: string;
}

/** Tells that a call begins; costs a look-up while nobody listens. */
export function tellStart(events: EventBus<CallEvents>, call: CallState): void {
  if (events.listens('call-started')) void events.emit('call-started', factsOf(call), { callId: call.id });
}

/** Tells how a call ended. */
export function tellEnd(events: EventBus<CallEvents>, call: CallState, outcome: Outcome): void {
  const context = { callId: call.id };
  if (outcome.ok === true) {
    if (events.listens('call-succeeded')) void events.emit('call-succeeded', factsOf(call), context);
  } else if (outcome.ok === false) {
    if (!events.listens('call-failed')) return;
    void events.emit('call-failed', { ...factsOf(call), error: errorOf(outcome.failure) }, context);
  } else if (events.listens('call-suspended')) void events.emit('call-suspended', factsOf(call), context);
}

function factsOf(call: CallState): CallFacts {
  return {
    callId: call.id,
    tool: call.tool.name,
    ...(call.tenant !== undefined && { tenant: call.tenant }),
    ...(call.principal !== undefined && { subject: call.principal.subject }),
  };
}
