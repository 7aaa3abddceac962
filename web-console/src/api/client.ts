import createClient from 'openapi-fetch';
import { problemFrom, unreachable } from './problem';
import type { paths } from './schema';
import { session } from './session';

/** The server's API, typed by its OpenAPI document. Unwrap its answers with `answer`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: authorisedFetch,
});

/**
 * Adds the access token. A 401 gets one refresh and one more try; the request was refused before
 * anything happened, so trying again is safe.
 */
async function authorisedFetch(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await send(request, session.token.get());
  const retries = response.status === 401 && !new URL(request.url).pathname.startsWith('/v1/auth/');
  if (!retries || session.state.get().phase !== 'SIGNED_IN') {
    return response;
  }
  const token = await session.refresh();
  return token === null ? response : send(spare, token);
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) {
    request.headers.set('Authorization', `Bearer ${token}`);
  }
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) {
      throw error;
    }
    throw unreachable();
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or its problem thrown. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw problemFrom(response.status, error, response.headers.get('Retry-After'));
  }
  return data as T;
}

/** The same with the place of the change in the exchange's log, to read at least as new. */
export async function sequencedAnswer<T>(
  call: Promise<Answer<T>>,
): Promise<{ data: T; sequence: number | null }> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw problemFrom(response.status, error, response.headers.get('Retry-After'));
  }
  const sequence = response.headers.get('Bourse-Sequence');
  return { data: data as T, sequence: sequence === null ? null : Number(sequence) };
}
