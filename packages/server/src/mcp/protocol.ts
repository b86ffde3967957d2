/** The revision whose every request says for itself what it needs. */
export const modernRevision = '2026-07-28';

/** Earlier revisions, which begin with `initialize`, newest first. */
export const earlierRevisions: readonly string[] = ['2025-11-25', '2025-06-18'];

/** Every revision that is served, newest first. */
export const revisions: readonly string[] = [modernRevision, ...earlierRevisions];

/** The members of `_meta` that the specification reserves. */
export const metaKeys = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** The error codes in use: JSON-RPC 2.0's own, and those that the specification defines. There are no others. */
export const rpcCodes = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internalError: -32_603,
  headerMismatch: -32_020,
  missingClientCapability: -32_021,
  unsupportedVersion: -32_022,
  /** Of earlier revisions. */
  resourceNotFound: -32_002,
} as const;
