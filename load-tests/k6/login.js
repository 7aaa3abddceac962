// Logging in, refreshing and logging out. Argon2id makes a login cost tens of milliseconds of CPU on purpose.
//   k6 run -e BOURSE_LOGINS="trader@demo.bourse:…" login.js
import http from 'k6/http';
import { check } from 'k6';
import { credentials, json, login, url } from './lib/bourse.js';

export const options = {
  vus: 2,
  iterations: 6,
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
  },
};

export default function () {
  const session = login(credentials());

  const me = http.get(`${url}/v1/me`, json(session.accessToken));
  check(me, { 'the token opens the account': (r) => r.status === 200 && r.json('email') !== undefined });

  const body = JSON.stringify({ refreshToken: session.refreshToken });
  const refreshed = http.post(`${url}/v1/auth/refresh`, body, json());
  check(refreshed, {
    refreshed: (r) => r.status === 200,
    'the refresh token rotates': (r) => r.json('refreshToken') !== session.refreshToken,
  });

  const last = JSON.stringify({ refreshToken: refreshed.json('refreshToken') });
  const out = http.post(`${url}/v1/auth/logout`, last, json(refreshed.json('accessToken')));
  check(out, { 'logged out': (r) => r.status === 204 });
}
