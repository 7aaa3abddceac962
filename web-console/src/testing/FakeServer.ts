import { afterEach, beforeEach, vi } from 'vitest';

/** A request as the server gets it. */
export interface Received {
  /** `DELETE /v1/me/sessions/1`, without the query. */
  what: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Reply = unknown | ((received: Received) => unknown);

/** An answer that refuses. */
export class Refused {
  constructor(
    readonly status: number,
    readonly code: number,
    readonly detail: string,
    readonly errors: { field: string; rule: string; message: string }[] = [],
  ) {}
}

/** Stands in for the server: answers what a test says, and remembers what it was asked. */
export class FakeServer {
  readonly received: Received[] = [];
  private readonly replies = new Map<string, Reply>();

  /** Answers `what`, such as `GET /v1/me`, from now on: with JSON, with nothing (null), or by refusing. */
  on(what: string, reply: Reply): this {
    this.replies.set(what, reply);
    return this;
  }

  /** What was asked that begins so, in order. */
  asked(what: string): Received[] {
    return this.received.filter((one) => one.what.startsWith(what));
  }

  readonly answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request =
      input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const url = new URL(request.url);
    const text = await request.text();
    const received = {
      what: `${request.method} ${url.pathname}`,
      query: url.searchParams,
      headers: request.headers,
      body: text && isJson(request) ? JSON.parse(text) : text || null,
    };
    this.received.push(received);
    const reply = this.replies.get(received.what);
    if (reply === undefined) {
      throw new Error(`The test's server was not told about ${received.what}`);
    }
    const said = await (typeof reply === 'function' ? reply(received) : reply);
    if (said instanceof Refused) {
      const { status, code, detail, errors } = said;
      return Response.json({ title: 'Refused', status, code, detail, errors }, { status });
    }
    if (said instanceof Response) {
      return said;
    }
    return said === null ? new Response(null, { status: 204 }) : Response.json(said);
  };
}

function isJson(request: Request): boolean {
  return request.headers.get('Content-Type')?.startsWith('application/json') ?? false;
}

/** A server of its own for each test of the file. */
export function fakeServer(): { current: FakeServer } {
  const holder = { current: new FakeServer() };
  beforeEach(() => {
    holder.current = new FakeServer();
    vi.stubGlobal('fetch', holder.current.answer);
  });
  afterEach(() => vi.unstubAllGlobals());
  return holder;
}
