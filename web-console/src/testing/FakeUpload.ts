import { afterEach, beforeEach, vi } from 'vitest';
import type { FakeServer } from './FakeServer';

/** Has what is sent with its progress go to the test's server too: half of it is told to have gone, then all. */
export function fakeUploads(server: { current: FakeServer }): void {
  beforeEach(() =>
    vi.stubGlobal(
      'XMLHttpRequest',
      class extends EventTarget {
        readonly upload = new EventTarget();
        status = 0;
        responseText = '';
        private method = '';
        private url = '';
        private answered = new Headers();
        private readonly headers = new Headers({ 'Content-Type': 'application/octet-stream' });

        open(method: string, url: URL) {
          this.method = method;
          this.url = String(url);
        }

        setRequestHeader(name: string, value: string) {
          this.headers.set(name, value);
        }

        getResponseHeader(name: string) {
          return this.answered.get(name);
        }

        async send(file: File) {
          this.upload.dispatchEvent(
            Object.assign(new Event('progress'), { loaded: file.size / 2, total: file.size }),
          );
          const { method, headers } = this;
          const reply = await server.current.answer(this.url, { method, headers, body: file.name });
          this.status = reply.status;
          this.answered = reply.headers;
          this.responseText = await reply.text();
          this.dispatchEvent(new Event('load'));
        }
      },
    ),
  );
  afterEach(() => vi.unstubAllGlobals());
}
