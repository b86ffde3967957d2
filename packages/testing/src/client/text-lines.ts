/** The lines of a body as they come, however its pieces cut them. What stands after the last line break is no line. */
export async function* textLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
