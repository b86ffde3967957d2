// Who may, and how often.
export { rateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './rate-limit.ts';
export { callerOf } from './caller-of.ts';

// Once, and results that are there already, and answers when there is none.
export { idempotency } from './idempotency.ts';
export type { IdempotencyOptions } from './idempotency.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions } from './fallback.ts';
export { prefetch } from './prefetch.ts';
export type { PrefetchOptions } from './prefetch.ts';
export { cached, cacheTtlMs } from './cached.ts';
export type { CachedOptions } from './cached.ts';
export type { SimilarOptions } from './similar-entry.ts';

// Around the attempts.
export { bulkhead } from './bulkhead.ts';
export type { BulkheadOptions } from './bulkhead.ts';
export { retry } from './retry.ts';
export type { RetryOptions } from './retry.ts';
export type { Backoff } from './backoff.ts';
export { createRetryBudget } from './retry-budget.ts';
export type { RetryBudget, RetryBudgetOptions } from './retry-budget.ts';
export { hedge } from './hedge.ts';
export type { HedgeOptions } from './hedge.ts';
export { circuitBreaker } from './circuit-breaker.ts';
export type { CircuitBreakerOptions } from './circuit-breaker.ts';
export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';
export { chaos } from './chaos.ts';
export type { ChaosFault, ChaosOptions } from './chaos.ts';

// Which calls a rail is for.
export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';

// Governance: whose call it is, what is recorded of it, who may, and what is measured.
export { tenant } from './tenant/tenant.ts';
export type { TenantOptions } from './tenant/tenant.ts';
export { createTenantResources } from './tenant/tenant-resources.ts';
export type { TenantLease, TenantResources, TenantResourcesOptions } from './tenant/tenant-resources.ts';
export { audit } from './audit/audit.ts';
export type { AuditDetails, AuditOptions } from './audit/audit.ts';
export type { AuditEntry, AuditHead, AuditRecord } from './audit/audit-record.ts';
export { createAuditTrail } from './audit/audit-trail.ts';
export type { AuditStatistics, AuditTrail, AuditTrailOptions } from './audit/audit-trail.ts';
export { verifyAuditTrail } from './audit/verify-audit-trail.ts';
export type { AuditProblem, AuditVerification, VerifyAuditOptions } from './audit/verify-audit-trail.ts';
export { memoryAuditSink } from './audit/memory-audit-sink.ts';
export type { MemoryAuditSink, MemoryAuditSinkOptions } from './audit/memory-audit-sink.ts';
export { keyValueAuditSink, readAuditStore } from './audit/key-value-audit-sink.ts';
export type { KeyValueAuditSinkOptions } from './audit/key-value-audit-sink.ts';
export { auditFileSink } from './audit/audit-file-sink.ts';
export type { AuditFileSink, AuditFileSinkOptions } from './audit/audit-file-sink.ts';
export { readAuditFile } from './audit/read-audit-file.ts';
export { authorize } from './authorize.ts';
export type { AuthorizeOptions, AuthorizePredicate } from './authorize.ts';
export { byVariant, exposeFlag, flags } from './flags/flags.ts';
export type { FlagDefaults, FlagsOptions, FlagValues, VariantOptions } from './flags/flags.ts';
export type { FlagExposure } from './flags/exposure-log.ts';
export { memoryFlagProvider } from './flags/memory-flag-provider.ts';
export type { MemoryFlag, MemoryFlagProvider } from './flags/memory-flag-provider.ts';
export { metrics } from './metrics.ts';
export type { MetricDimension, MetricsOptions } from './metrics.ts';

// What goes in and comes out, changed or checked on the way.
export { transformError, transformInput, transformOutput } from './transform/transform.ts';
export { validateInput, validateOutput } from './transform/validate.ts';
export type { ValueCheck } from './transform/validate.ts';
export { enrich } from './transform/enrich.ts';
export type { Enricher, Enrichment, EnrichOptions } from './transform/enrich.ts';
