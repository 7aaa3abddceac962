// The module 'k6'.
import { add } from './metrics.js';

export function check(value, checks) {
  let all = true;
  for (const [name, test] of Object.entries(checks)) {
    const passed = Boolean(test(value));
    add('checks', 'rate', passed ? 1 : 0);
    if (!passed) {
      all = false;
      const shown = value && value.status !== undefined ? `${value.status} ${String(value.body).slice(0, 300)}` : String(value);
      console.error(`✗ ${name}: ${shown}`);
    }
  }
  return all;
}

export function group(name, body) {
  return body();
}

export function fail(message) {
  throw new Error(message);
}

export function sleep(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
