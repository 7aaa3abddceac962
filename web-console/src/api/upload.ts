import { credentials } from './client';
import { problemFrom, unreachable } from './problem';
import { type Access, session } from './session';

interface Reply {
  status: number;
  body: unknown;
  retryAfter: string | null;
}

/**
 * Sends a file as the body of a POST, and tells on the way how much of it has gone, in percent: `fetch` does not know.
 * Gives what the server answers; its problem is thrown.
 */
export async function upload<T>(
  address: string,
  file: Blob,
  told: (percent: number) => void,
): Promise<T> {
  const url = new URL(address, location.origin);
  let reply = await post(url, file, session.access.get(), told);
  if (reply.status === 401 && session.state.get().phase === 'SIGNED_IN') {
    const access = await session.refresh();
    reply = access ? await post(url, file, access, told) : reply;
  }
  if (reply.status >= 400) {
    throw problemFrom(reply.status, reply.body, reply.retryAfter);
  }
  return reply.body as T;
}

async function post(
  url: URL,
  file: Blob,
  access: Access | null,
  told: (percent: number) => void,
): Promise<Reply> {
  const shown = await credentials(access, 'POST', url);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of shown) {
      request.setRequestHeader(name, value);
    }
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      told(total > 0 ? Math.round((100 * loaded) / total) : 0),
    );
    request.addEventListener('load', () =>
      resolve({
        status: request.status,
        body: parsed(request.responseText),
        retryAfter: request.getResponseHeader('Retry-After'),
      }),
    );
    request.addEventListener('error', () => reject(unreachable()));
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
