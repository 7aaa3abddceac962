#!/usr/bin/env node
// Runs a k6 script where no k6 is at hand: the parts of k6 that our scripts use, on Node's standard library.
//   node load-tests/k6-shim/run.js [-e NAME=value]… script.js
// Each virtual user is a worker thread. Exit code 99 when a threshold fails, as k6 does.
// The k6 API: https://grafana.com/docs/k6/latest/javascript-api/
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { Thresholds } from './thresholds.js';

if (typeof WebSocket === 'undefined') {
  // Node 20 has a WebSocket client behind a flag; later ones have it at once.
  const again = ['--no-warnings', '--experimental-websocket', ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const { script, environment } = parse(process.argv.slice(2));
const samples = new Map();

try {
  const { options, data } = await worker({ role: 'setup' });
  const thresholds = new Thresholds(options.thresholds || {});
  const vus = options.vus || 1;
  const budget = new Int32Array(new SharedArrayBuffer(4));
  budget[0] = options.iterations || (options.duration ? 2 ** 31 - 1 : 1);
  const deadline = Date.now() + (options.duration ? millis(options.duration) : 10 * 60_000);
  const users = [];
  for (let vu = 1; vu <= vus; vu++) {
    users.push(worker({ role: 'user', vu, data, budget, deadline }));
  }
  await Promise.all(users);
  const failed = thresholds.report(samples);
  process.exitCode = failed ? 99 : 0;
} catch (error) {
  console.error(`k6-shim: ${error.message}`);
  process.exitCode = 107;
}

function worker(task) {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./user.js', import.meta.url), {
      workerData: { ...task, script: pathToFileURL(script).href, environment },
    });
    let result;
    thread.on('message', (message) => {
      if (message.samples) {
        for (const [name, type, value, isTime] of message.samples) {
          const metric = samples.get(name) || { type, isTime, values: [] };
          metric.values.push(value);
          samples.set(name, metric);
        }
      } else {
        result = message.result;
      }
    });
    thread.on('error', reject);
    thread.on('exit', (code) => (code === 0 ? resolve(result) : reject(new Error(`a virtual user ended with ${code}`))));
  });
}

function parse(words) {
  const environment = {};
  let script;
  while (words.length > 0) {
    const word = words.shift();
    if (word === '-e') {
      const pair = words.shift() || '';
      environment[pair.split('=')[0]] = pair.slice(pair.indexOf('=') + 1);
    } else {
      script = word;
    }
  }
  if (!script) {
    console.error('usage: run.js [-e NAME=value]… script.js');
    process.exit(2);
  }
  return { script, environment: { ...process.env, ...environment } };
}

function millis(text) {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  if (!match) {
    throw new Error(`'${text}' is not a duration such as 5s`);
  }
  return Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[match[2]];
}
