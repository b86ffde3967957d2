import type { JsonObject } from '@toolwright/core';
import { fieldOf } from '../schema/field.ts';
import { choiceControl } from './choice-control.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { ListControl } from './list-control.ts';
import { ObjectControl } from './object-control.ts';
import { OptionalControl } from './optional-control.ts';
import { textControl } from './text-control.ts';
import { VariantsControl } from './variants-control.ts';

const deepest = 12;

/** Makes the form of a schema; `prefix` begins the ids in it. */
export function createForm(schema: JsonObject, label: string, prefix: string): Control {
  let ids = 0;
  const parts: FormParts = {
    root: schema,
    make: (spec) => controlFor(spec, parts),
    id() {
      ids += 1;
      return `${prefix}-${ids}`;
    },
  };
  return parts.make({ label, schema, required: true, depth: 0 });
}

function controlFor(spec: ControlSpec, parts: FormParts): Control {
  const field = fieldOf(spec.schema, parts.root);
  const resolved = { ...spec, schema: field.schema };
  if (spec.depth > deepest) return textControl('json', resolved, parts);
  switch (field.kind) {
    case 'choice':
      return choiceControl(field.choices, resolved, parts);
    case 'list':
      return new ListControl(field.items, resolved, parts);
    case 'object':
      return spec.required ? new ObjectControl(resolved, parts) : new OptionalControl(resolved, parts);
    case 'variants':
      return new VariantsControl(field.variants, resolved, parts);
    case 'text':
    case 'long-text':
    case 'secret':
    case 'number':
    case 'integer':
    case 'date':
    case 'date-time':
    case 'json':
      return textControl(field.kind, resolved, parts);
    default:
      return field satisfies never;
  }
}
