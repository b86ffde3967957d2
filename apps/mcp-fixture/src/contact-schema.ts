import type { JsonObject, Schema } from '@toolwright/core';

// As text: an object with a member "then" would be taken for a promise.
const document = JSON.parse(`{
  "type": "object",
  "$defs": {
    "address": {
      "$anchor": "addressDef",
      "type": "object",
      "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
    }
  },
  "properties": {
    "name": { "type": "string" },
    "address": { "$ref": "#/$defs/address" },
    "contactMethod": { "type": "string", "enum": ["phone", "email"] },
    "phone": { "type": "string" },
    "email": { "type": "string" }
  },
  "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
  "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
  "then": { "required": ["phone"] },
  "else": { "required": ["email"] },
  "additionalProperties": false
}`) as JsonObject;

/** A schema that is written as JSON Schema 2020-12, with words that no library makes; it is shown, and checks nothing. */
export const contactSchema: Schema = {
  '~standard': {
    version: 1,
    vendor: '@toolwright/mcp-fixture',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => document, output: () => document },
  },
};
