export { openFeatureProvider } from './open-feature-provider.ts';
export type { OpenFeatureClient, OpenFeatureDetails } from './open-feature-provider.ts';
