import { MessageChannel } from 'node:worker_threads';

/** Keeps the process alive until the answered function is called: the clock's timers do not. */
export function keepProcess(): () => void {
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}
