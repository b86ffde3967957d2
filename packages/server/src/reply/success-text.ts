import type { ResultMetadata, ToolDescription, ToolResult } from '@toolwright/core';

/** A result that has come to something. */
export type SuccessResult = Extract<ToolResult, { status: 'success' }>;

// What the metadata of every call says: callId, tool, version.
const plainMembers = 3;

/**
 * Makes what writes the successes of a tool as JSON. What is the same for all of them is written once, beforehand: for
 * a small result that is half of the work.
 */
export function successWriter({
  name,
  version,
}: Pick<ToolDescription, 'name' | 'version'>): (result: SuccessResult) => string {
  const known = `"tool":${JSON.stringify(name)},"version":${JSON.stringify(version)}`;
  return (result) => {
    const { data, metadata } = result;
    if (membersOf(metadata) !== plainMembers) return JSON.stringify(result);
    const written = JSON.stringify(data) as string | undefined;
    // JSON leaves a member out that it has no word for.
    const member = written === undefined ? '' : `"data":${written},`;
    return `{"status":"success",${member}"metadata":{"callId":${JSON.stringify(metadata.callId)},${known}}}`;
  };
}

function membersOf(metadata: ResultMetadata): number {
  let count = 0;
  // oxlint-disable-next-line no-underscore-dangle -- counted, not looked at; a list of them would cost more
  for (const _name in metadata) count += 1;
  return count;
}
