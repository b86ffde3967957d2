export { fuzzTool } from './fuzz-tool.ts';
export type { FuzzOptions, FuzzReport } from './fuzz-tool.ts';
export { arbitraryOf } from './schema-arbitrary.ts';
