declare module '@elastic/mockotlpserver' {
  /** A receiver of OTLP: the part of it that tests use. The package brings no types along. */
  export class MockOtlpServer {
    constructor(options: {
      readonly services: readonly 'http'[];
      readonly httpHostname: string;
      readonly httpPort: number;
      readonly logLevel: string;
      readonly onTrace: (trace: never) => void;
      readonly onMetrics: (metrics: never) => void;
    });
    readonly httpUrl: URL;
    start(): Promise<void>;
    close(): Promise<void>;
  }
}
