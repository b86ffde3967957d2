type Node = Readonly<Record<string, unknown>>;

/** The environment as the process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the variable of a field: `redis.poolSize` is `REDIS_POOL_SIZE`. */
export function variableName(path: readonly PropertyKey[], prefix: string): string {
  const words = path.map((key) =>
    String(key)
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase(),
  );
  return prefix + words.join('_');
}

/**
 * Reads what an object's JSON Schema declares out of the environment, each variable as the type of its field. A text
 * that is not of that type stays a text, for validation to refuse; an empty variable counts as unset.
 */
export function readVariables(
  schema: Node,
  environment: Environment,
  prefix: string,
  path: readonly string[] = [],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(
    (schema['properties'] ?? {}) as Readonly<Record<string, Node>>,
  )) {
    const text = environment[variableName([...path, name], prefix)];
    if (text !== undefined && text !== '') values[name] = readText(text, property);
    else if (property['type'] === 'object') {
      const nested = readVariables(property, environment, prefix, [...path, name]);
      if (Object.keys(nested).length > 0) values[name] = nested;
    }
  }
  return values;
}

function readText(text: string, schema: Node): unknown {
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return /^\s*[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text;
    case 'boolean':
      return readBoolean(text);
    case 'array': {
      if (text.trimStart().startsWith('[')) return readJson(text);
      const items = (schema['items'] ?? {}) as Node;
      return text.split(',').map((item) => readText(item.trim(), items));
    }
    case 'object':
      return readJson(text);
    default:
      return text;
  }
}

function readBoolean(text: string): unknown {
  if (/^\s*(?:true|1|yes|on)\s*$/i.test(text)) return true;
  return /^\s*(?:false|0|no|off)\s*$/i.test(text) ? false : text;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
