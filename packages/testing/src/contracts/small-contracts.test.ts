import {
  isToolError,
  noopTelemetry,
  silentLogger,
  systemClock,
  systemRandom,
  ToolError,
} from '@toolwright/core';
import type {
  AnySchema,
  Embedder,
  FlagProvider,
  JsonObject,
  Random,
  SimilarityIndex,
} from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../fake-clock.ts';
import { recordLogs } from '../record/record-logs.ts';
import { recordTelemetry } from '../record/record-telemetry.ts';
import { seededRandom } from '../seeded-random.ts';
import { auditSinkContract } from './audit-sink-contract.ts';
import type { ObservedAuditSink } from './audit-sink-contract.ts';
import { clockContract } from './clock-contract.ts';
import { realTime } from './contract-case.ts';
import { flagProviderContract } from './flag-provider-contract.ts';
import type { FlagProviderSetting } from './flag-provider-contract.ts';
import { loggerContract } from './logger-contract.ts';
import { randomContract } from './random-contract.ts';
import { runContract } from './run-contract.ts';
import { schemaContract } from './schema-contract.ts';
import {
  embedderContract,
  similarityIndexContract,
  similarityIndexOutageContract,
} from './similarity-contract.ts';
import { recordingTelemetryContract, telemetryContract } from './telemetry-contract.ts';

describe('clockContract', () => {
  it.each(clockContract)('the fake clock keeps it: $name', (promise) => {
    const clock = createFakeClock();
    return promise.run(() => clock, { time: { clock, elapse: (ms) => clock.advance(ms) } });
  });

  it.concurrent.each(clockContract)("the machine's clock keeps it: $name", (promise) =>
    promise.run(() => systemClock, { time: realTime }),
  );

  it('finds a clock that runs a timer without delay at once', async () => {
    const failures = await runContract(clockContract, ({ clock }) => ({
      ...clock,
      after: (delayMs, run) => {
        if (delayMs > 0) return clock.after(delayMs, run);
        run();
        return () => {};
      },
    }));
    expect(failures.map(({ name }) => name)).toEqual([
      'never runs a timer before after() has returned, whatever the delay',
    ]);
  });

  it('finds a clock whose delays overflow', async () => {
    const failures = await runContract(clockContract, ({ clock }) => ({
      ...clock,
      after: (delayMs, run) => clock.after(delayMs > 2 ** 31 - 1 ? 1 : delayMs, run),
    }));
    expect(failures.map(({ name }) => name)).toEqual(['does not run a very long delay at once']);
  });
});

describe('randomContract', () => {
  it.each(randomContract)('seeded chance keeps it: $name', (promise) => promise.run(() => seededRandom(1)));
  it.each(randomContract)("the machine's chance keeps it: $name", (promise) =>
    promise.run(() => systemRandom),
  );

  it('finds chance that leans to one side, or repeats', async () => {
    const leaning: Random = { ...seededRandom(1), next: () => systemRandom.next() ** 1.2 };
    expect(await failing(runContract(randomContract, () => leaning))).toEqual([
      'draws numbers of [0, 1), evenly spread',
    ]);
    const fixed: Random = { next: () => 0.5, bytes: (length) => new Uint8Array(length) };
    expect(await failing(runContract(randomContract, () => fixed))).toHaveLength(3);
  });
});

describe('loggerContract', () => {
  it.each(loggerContract)('recorded logs keep it: $name', (promise) => promise.run(recordLogs));

  it('finds a logger that forgets the fields of a child, and one that throws', async () => {
    const forgetful = () => {
      const { logger, lines } = recordLogs();
      return { logger: { ...logger, child: () => logger }, lines };
    };
    expect(await failing(runContract(loggerContract, forgetful))).toEqual([
      "puts a child's fields on its every line, and on no line of its parent",
    ]);
    const strict = () => {
      const { logger, lines } = recordLogs();
      return {
        logger: { ...logger, info: (_message: string, fields: unknown) => void JSON.stringify(fields) },
        lines,
      };
    };
    expect(await failing(runContract(loggerContract, strict))).toEqual([
      'never throws, whatever it is handed, and still writes the next line',
    ]);
    const silent = () => ({ logger: silentLogger, lines: () => [] });
    expect(await failing(runContract(loggerContract, silent))).toHaveLength(loggerContract.length);
  });
});

describe('telemetryContract', () => {
  it.each(telemetryContract)('recorded telemetry keeps it: $name', (promise) =>
    promise.run(() => recordTelemetry().telemetry),
  );
  it.each(telemetryContract)('telemetry that records nothing keeps it: $name', (promise) =>
    promise.run(() => noopTelemetry),
  );
  it.each(recordingTelemetryContract)('recorded telemetry keeps it: $name', (promise) =>
    promise.run(recordTelemetry),
  );

  it('finds telemetry that loses the active span', async () => {
    const losing = () => {
      const { telemetry, spans } = recordTelemetry();
      return {
        spans,
        telemetry: {
          ...telemetry,
          startSpan: (...args: Parameters<typeof telemetry.startSpan>) => {
            const span = telemetry.startSpan(...args);
            return span && { ...span, run: <T>(work: () => T) => work() };
          },
        },
      };
    };
    expect(await failing(runContract(recordingTelemetryContract, losing))).toEqual([
      'makes spans started inside a span its children, across awaits',
      'hangs a span below the active one, unless the given parent is of another trace',
      'carries the active span over headers and reads it back',
    ]);
  });
});

describe('auditSinkContract', () => {
  it.each(auditSinkContract)('a plain list keeps it: $name', (promise) => promise.run(() => listSink()));

  it('finds a sink that keeps references, and one that ignores its signal', async () => {
    expect(await failing(runContract(auditSinkContract, () => listSink((record) => record)))).toEqual([
      'keeps what was written, not what became of it',
    ]);
    const deaf = () => {
      const { sink, records } = listSink();
      return { sink: { write: (record: JsonObject) => sink.write(record) }, records };
    };
    expect(await failing(runContract(auditSinkContract, deaf))).toEqual([
      "rejects with an aborted signal's reason and keeps nothing",
    ]);
  });
});

describe('flagProviderContract', () => {
  it.each(flagProviderContract)('a plain table keeps it: $name', (promise) => promise.run(tableFlags));

  it('finds a provider that takes a falsy value for none', async () => {
    const careless = ({ flags }: FlagProviderSetting): FlagProvider => ({
      evaluate: (flag, fallback) => ({ value: (flags[flag] || fallback) as typeof fallback }),
    });
    expect(await failing(runContract(flagProviderContract, careless))).toContain(
      'tells the value of a flag, falsy values too',
    );
  });
});

describe('the contracts of similarity', () => {
  it.each(embedderContract)('counting letters keeps it: $name', (promise) => promise.run(() => letters()));
  it.each(similarityIndexContract)('a plain list keeps it: $name', (promise) =>
    promise.run(() => listIndex(letters())),
  );
  it.each(similarityIndexOutageContract)('a plain list keeps it: $name', (promise) =>
    promise.run(losableIndex),
  );

  it('finds an index whose scopes share, and an embedder that ignores its signal', async () => {
    const sharing = () => {
      const index = listIndex(letters());
      return {
        nearest: (_scope: string, text: string) => index.nearest('one', text),
        add: (_scope: string, text: string, key: string) => index.add('one', text, key),
      };
    };
    expect(await failing(runContract(similarityIndexContract, sharing))).toEqual(['keeps scopes apart']);
    const deaf = () => ({ ...letters(), embed: (texts: readonly string[]) => letters().embed(texts) });
    expect(await failing(runContract(embedderContract, deaf))).toEqual([
      "rejects with an aborted signal's reason",
    ]);
  });
});

describe('schemaContract', () => {
  it.each(schemaContract)('a plain schema keeps it: $name', (promise) =>
    promise.run(() => wordExample(wordSchema())),
  );

  it('finds a schema that throws, and one that says nothing', async () => {
    const throwing = wordSchema((value) => (value as string).length > 0);
    expect(await failing(runContract(schemaContract, () => wordExample(throwing)))).toContain(
      'never throws, whatever it is given',
    );
    const mute = wordSchema(undefined, '');
    expect(await failing(runContract(schemaContract, () => wordExample(mute)))).toEqual([
      'accepts what fits, refuses what does not, and says why',
    ]);
  });
});

async function failing(run: ReturnType<typeof runContract>): Promise<readonly string[]> {
  return (await run).map(({ name }) => name);
}

function listSink(copy: (record: JsonObject) => JsonObject = structuredClone): ObservedAuditSink {
  const kept: JsonObject[] = [];
  return {
    records: () => kept,
    sink: {
      async write(record, options) {
        options?.signal?.throwIfAborted();
        kept.push(copy(record));
      },
    },
  };
}

function tableFlags({ flags }: FlagProviderSetting): FlagProvider {
  return {
    evaluate(flag, fallback) {
      if (!Object.hasOwn(flags, flag)) return { value: fallback, errorCode: 'FLAG_NOT_FOUND' };
      const value = flags[flag];
      if (typeof value !== typeof fallback) return { value: fallback, errorCode: 'TYPE_MISMATCH' };
      return { value: value as typeof fallback };
    },
  };
}

/** Counts letters: alike texts have alike letters. */
function letters(): Embedder {
  return {
    name: 'letters',
    dimensions: 64,
    async embed(texts, options) {
      options?.signal?.throwIfAborted();
      return texts.map((text) => {
        const vector = new Float32Array(64);
        for (const letter of text) {
          const place = (letter.codePointAt(0) ?? 0) % 64;
          vector[place] = (vector[place] ?? 0) + 1;
        }
        return vector;
      });
    },
  };
}

function listIndex(embedder: Embedder): SimilarityIndex {
  const entries: { scope: string; text: string; key: string }[] = [];
  const embeds = async (text: string): Promise<boolean> => {
    try {
      await embedder.embed([text]);
      return true;
    } catch (error) {
      if (isToolError(error)) return false;
      throw error;
    }
  };
  return {
    async nearest(scope, text) {
      if (!(await embeds(text))) return undefined;
      const found = entries.find((entry) => entry.scope === scope && entry.text === text);
      return found && { key: found.key, text, similarity: 1 };
    },
    async add(scope, text, key) {
      if (await embeds(text)) entries.push({ scope, text, key });
    },
  };
}

function losableIndex() {
  let lost = false;
  const embedder = letters();
  const losable: Embedder = {
    ...embedder,
    embed: async (texts) => {
      if (lost) throw new ToolError('NETWORK_ERROR', 'The model is lost');
      return embedder.embed(texts);
    },
  };
  return {
    subject: listIndex(losable),
    timeoutMs: 100,
    lose: () => void (lost = true),
    restore: () => void (lost = false),
  };
}

function wordSchema(
  fits: (value: unknown) => boolean = (value) => typeof value === 'string' && value.length > 0,
  message = 'Not a word',
): AnySchema {
  const document = { type: 'string', minLength: 1 };
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (fits(value) ? { value } : { issues: [{ message, path: [] }] }),
      jsonSchema: { input: () => ({ ...document }), output: () => ({ ...document }) },
    },
  };
}

function wordExample(schema: AnySchema) {
  return { schema, accepts: ['word'], refuses: ['', 1] };
}
