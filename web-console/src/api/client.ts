import createClient from 'openapi-fetch';
import { CODE, codeOf, problemFrom, unreachable } from './problem';
import type { paths } from './schema';
import { type Access, session } from './session';
import { stepUp } from './stepUp';

/** The server's API, typed by its OpenAPI document. Unwrap its answers with `answer`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: authorisedFetch,
});

export type Api = typeof api;

/** The same for who looks as another user, with the token for that. */
export function seenWith(token: string): Api {
  return createClient<paths>({
    baseUrl: globalThis.location?.origin ?? '',
    fetch: (request) => send(request, { token, key: session.access.get()?.key ?? null }),
  });
}

/**
 * Adds the access token. A request that was refused before anything happened is sent again when what it lacked is
 * there: after a 401 a new token, after a refusal that asks for it a factor that the person shows.
 */
async function authorisedFetch(request: Request): Promise<Response> {
  const response = await withLiveToken(request.clone());
  const wanted = response.status === 403 && (await codeOf(response)) === CODE.STEP_UP_REQUIRED;
  return wanted && (await stepUp.ask()) ? withLiveToken(request) : response;
}

async function withLiveToken(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await send(request, session.access.get());
  const mayRetry = response.status === 401 && !isOpenToAll(new URL(request.url).pathname);
  if (!mayRetry || session.state.get().phase !== 'SIGNED_IN') {
    return response;
  }
  // A password that is wrong is no better with another token, and would count as wrong twice.
  if ((await codeOf(response)) === CODE.WRONG_CREDENTIALS) {
    return response;
  }
  const access = await session.refresh();
  return access === null ? response : send(spare, access);
}

/** Whether a 401 from there is about what was sent, and not about the access token. */
function isOpenToAll(path: string): boolean {
  return path.startsWith('/v1/auth/');
}

async function send(request: Request, access: Access | null): Promise<Response> {
  const shown = await credentials(access, request.method, new URL(request.url));
  for (const [name, value] of shown) {
    request.headers.set(name, value);
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

/** The headers by which a request shows who asks. */
export async function credentials(
  access: Access | null,
  method: string,
  url: URL,
): Promise<[name: string, value: string][]> {
  if (!access) {
    return [];
  }
  const { token, key } = access;
  return key
    ? [
        ['Authorization', `DPoP ${token}`],
        ['DPoP', await key.proof(method, url, token)],
      ]
    : [['Authorization', `Bearer ${token}`]];
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
