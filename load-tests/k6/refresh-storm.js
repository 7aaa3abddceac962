// Everybody refreshes at once, each the own session, again and again: as after a restart of the server or of a proxy. The server needs
// limits.address and limits.user as high as the storm.
//   k6 run -e BOURSE_LOGINS="trader@demo.bourse:…" -e BOURSE_USERS=100 -e BOURSE_DURATION=30s refresh-storm.js
import http from 'k6/http';
import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { credentials, json, login, url } from './lib/bourse.js';

const refreshes = new Counter('refreshes');
const latency = new Trend('refresh_duration', true);

export const options = {
  vus: Number(__ENV.BOURSE_USERS || 4),
  duration: __ENV.BOURSE_DURATION || '3s',
  thresholds: {
    checks: ['rate==1'],
    refreshes: ['count>0'],
    refresh_duration: ['p(95)<3000'],
  },
};

let refreshToken;

export default function () {
  refreshToken = refreshToken || login(credentials()).refreshToken;
  const answer = http.post(`${url}/v1/auth/refresh`, JSON.stringify({ refreshToken }), json());
  const rotated = check(answer, {
    'a new pair': (r) => r.status === 200 && r.json('refreshToken') !== refreshToken,
  });
  refreshToken = rotated ? answer.json('refreshToken') : undefined;
  refreshes.add(1);
  latency.add(answer.timings.duration);
}
