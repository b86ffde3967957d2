/** Hints for clients: whom a thing is for, and how much it matters. */
export interface Annotations {
  readonly audience?: readonly ('user' | 'assistant')[];
  /** From 0, of no importance, to 1, needed. */
  readonly priority?: number;
  /** When it changed last, in the form of ISO 8601. */
  readonly lastModified?: string;
}

/** A picture that clients may show beside a name. */
export interface Icon {
  /** An `https:` or `data:` URI. */
  readonly src: string;
  readonly mimeType?: string;
  /** `48x48`, or `any`. */
  readonly sizes?: readonly string[];
  readonly theme?: 'light' | 'dark';
}

/** What is in a resource: `text`, or `blob` in Base64. */
export type ResourceContents = { readonly uri: string; readonly mimeType?: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);

/** A piece of what the model sees. */
export type ContentBlock = { readonly annotations?: Annotations } & (
  | { readonly type: 'text'; readonly text: string }
  /** `data` is Base64. */
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | {
      readonly type: 'resource_link';
      readonly uri: string;
      readonly name: string;
      readonly description?: string;
      readonly mimeType?: string;
    }
  | { readonly type: 'resource'; readonly resource: ResourceContents }
);
