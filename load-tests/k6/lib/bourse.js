// What the scripts share: where the server is, who logs in, and how to call it.
import http from 'k6/http';
import { check, fail } from 'k6';

export const url = __ENV.BOURSE_URL || 'http://127.0.0.1:8080';

/** Logins from BOURSE_LOGINS, "email:password" separated by spaces; a virtual user takes one in turn. */
export function credentials() {
  const logins = (__ENV.BOURSE_LOGINS || '').split(' ').filter((entry) => entry.includes(':'));
  if (logins.length === 0) {
    fail('Set BOURSE_LOGINS to "email:password" (several: separated by spaces).');
  }
  const [email, ...password] = logins[(__VU - 1 + logins.length) % logins.length].split(':');
  return { email, password: password.join(':') };
}

export function json(token) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  return { headers };
}

/** Logs in and answers the access token. */
export function login({ email, password }) {
  const answer = http.post(`${url}/v1/auth/login`, JSON.stringify({ email, password }), json());
  if (!check(answer, { 'logged in': (r) => r.status === 200 })) {
    fail(`Log in as ${email} answered ${answer.status}: ${answer.body}`);
  }
  return answer.json();
}
