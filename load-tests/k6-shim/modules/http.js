// The module 'k6/http', as far as the scripts use it.
import { add } from './metrics.js';
import { receive, send } from './wire.js';

class Response {
  constructor({ status, raw, body, error, duration }) {
    this.status = status;
    this.body = body;
    this.error = error || '';
    this.timings = { duration };
    this.headers = {};
    for (let i = 0; i < raw.length; i += 2) {
      this.headers[canonical(raw[i])] = raw[i + 1];
    }
  }

  /** The body as JSON, or one value of it by a path of names and indexes joined by dots. */
  json(path) {
    const value = JSON.parse(this.body);
    return path === undefined ? value : path.split('.').reduce((at, name) => (at == null ? undefined : at[name]), value);
  }
}

// k6 gives header names in Go's canonical form: Bourse-Sequence.
function canonical(name) {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function call(method, url, body, params = {}) {
  send({ kind: 'request', method, url, body: body ?? null, headers: params.headers || {} });
  const answer = new Response(receive(65_000));
  add('http_reqs', 'counter', 1);
  add('http_req_duration', 'trend', answer.timings.duration, true);
  add('http_req_failed', 'rate', answer.status >= 200 && answer.status < 400 ? 0 : 1);
  return answer;
}

export const get = (url, params) => call('GET', url, null, params);
export const post = (url, body, params) => call('POST', url, body, params);
export const put = (url, body, params) => call('PUT', url, body, params);
export const patch = (url, body, params) => call('PATCH', url, body, params);
export const del = (url, body, params) => call('DELETE', url, body, params);

export default { get, post, put, patch, del };
