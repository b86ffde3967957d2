export {
  arrayField,
  booleanField,
  dateField,
  dateTimeField,
  emailField,
  enumField,
  integerField,
  jsonField,
  numberField,
  objectField,
  recordField,
  stringField,
  urlField,
  uuidField,
} from './fields/field-builders.ts';
export type {
  ArrayFieldBuilder,
  EnumFieldBuilder,
  FieldBuilder,
  ObjectFieldBuilder,
  RecordFieldBuilder,
} from './fields/field-builders.ts';
export type {
  ConditionalPresence,
  DefaultedPresence,
  FieldNotes,
  OptionalPresence,
  Presence,
  RequiredPresence,
} from './fields/field-options.ts';
export type { JsonOptions } from './fields/any-json-schema.ts';
export type { ArrayOptions } from './fields/array-schema.ts';
export type { EnumSchema } from './fields/enum-schema.ts';
export type { NumberOptions } from './fields/number-schema.ts';
export type { ObjectOptions } from './fields/object-schema.ts';
export type { RecordOptions } from './fields/record-schema.ts';
export type { TextBounds, TextOptions } from './fields/text-schema.ts';
export type { TextFormat } from './text/text-format.ts';
export type { FieldLike, FieldLiteral, FieldRecord, FieldSchema, FieldShape } from './data/field-literal.ts';
export type { Condition, ConditionValue, EqualsCondition, OneOfCondition } from './conditions/condition.ts';

export { schemaFromTemplate } from './data/schema-from-template.ts';
export type { SchemaTemplate, TemplateField } from './data/schema-from-template.ts';
export { schemaFromJsonSchema } from './data/schema-from-json-schema.ts';
export { jsonSchemaOf } from './json-schema/json-schema-of.ts';
export type { JsonSchemaOptions } from './json-schema/json-schema-of.ts';

export { describeIssues } from './issues/describe-issues.ts';
export type { FieldIssue, FieldIssueCode } from './issues/field-issue.ts';
export { sanitizeText } from './text/sanitize-text.ts';
export type { SanitizeOptions } from './text/sanitize-text.ts';

export { lintSchema } from './lint/lint-schema.ts';
export { lintTool } from './lint/lint-tool.ts';
export type { LintFinding, LintRule } from './lint/finding.ts';

export { loadConfig } from './config/load-config.ts';
export type { ConfigValues, LoadConfigOptions } from './config/load-config.ts';
export type { Environment } from './config/read-variables.ts';
export { environmentPresets } from './config/environment-presets.ts';
export type { EnvironmentPreset } from './config/environment-presets.ts';
