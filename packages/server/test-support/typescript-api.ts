// Preloaded for `openapi-typescript`, which asks for the JavaScript API that TypeScript 7 no longer has.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript'
      ? next('typescript-api', { ...context, parentURL: import.meta.url })
      : next(specifier, context),
});
