// Everybody logs in at once, and one who is logged in already goes on reading. Argon2id has a few slots and a short queue: what does
// not fit is answered 429, and nobody else waits for it. The server needs limits.address and limits.user as high as the storm.
//   k6 run -e BOURSE_LOGINS="trader@demo.bourse:…" -e BOURSE_USERS=100 -e BOURSE_DURATION=30s login-storm.js
import http from 'k6/http';
import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { credentials, json, login, url } from './lib/bourse.js';

const logins = new Counter('logins');
const refused = new Counter('logins_refused');
const latency = new Trend('login_duration', true);
const bystander = new Trend('bystander_duration', true);

export const options = {
  vus: Number(__ENV.BOURSE_USERS || 8),
  duration: __ENV.BOURSE_DURATION || '3s',
  thresholds: {
    checks: ['rate==1'],
    logins: ['count>0'],
    bystander_duration: ['p(95)<3000'],
  },
};

let token;

export default function () {
  if (__VU === 1) {
    token = token || login(credentials()).accessToken;
    const answer = http.get(`${url}/v1/wallets`, json(token));
    bystander.add(answer.timings.duration);
    check(answer, { 'who is logged in is served': (r) => r.status === 200 });
    return;
  }
  const answer = http.post(`${url}/v1/auth/login`, JSON.stringify(credentials()), json());
  check(answer, { 'let in or told to wait': (r) => r.status === 200 || r.status === 429 });
  if (answer.status === 200) {
    logins.add(1);
    latency.add(answer.timings.duration);
  } else {
    refused.add(1);
  }
}
