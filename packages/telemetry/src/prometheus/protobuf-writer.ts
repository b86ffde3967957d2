const text = new TextEncoder();
// Lengths are written before it is known how long what follows is: always in so many bytes, enough for 256 MiB.
const lengthBytes = 4;

/** Writes messages in the protocol buffers' wire format into memory that grows. */
export class ProtobufWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(16_384);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Everything written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** An unsigned or enum field. */
  unsigned(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  /** A field of type `sint32` or `sint64`. */
  signed(field: number, value: number): void {
    this.unsigned(field, value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(field: number, value: number): void {
    this.varint(field * 8 + 1);
    this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  string(field: number, value: string): void {
    const bytes = text.encode(value);
    this.varint(field * 8 + 2);
    this.varint(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A message within the message. */
  message(field: number, write: () => void): void {
    this.varint(field * 8 + 2);
    this.delimited(write);
  }

  /** A message that stands alone, its length before it. */
  delimited(write: () => void): void {
    this.#room(lengthBytes);
    const start = this.#length;
    this.#length += lengthBytes;
    write();
    let rest = this.#length - start - lengthBytes;
    for (let at = 0; at < lengthBytes; at += 1) {
      this.#bytes[start + at] = (rest & 127) | (at < lengthBytes - 1 ? 128 : 0);
      rest >>>= 7;
    }
  }

  /** A number of at least 0 alone, such as the length of what follows. */
  varint(value: number): void {
    this.#room(10);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) {
      this.#bytes[this.#length] = (rest % 128) | 128;
      this.#length += 1;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
