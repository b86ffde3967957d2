/** Keys that lead to a prototype when a careless merge follows them. */
export const prototypeKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];
