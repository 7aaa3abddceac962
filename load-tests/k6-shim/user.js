// One virtual user: loads the script with k6's modules resolved to the shim, and runs its iterations.
import { register } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

register('./resolve.js', import.meta.url);
const { role, vu = 0, data, budget, deadline, script, environment } = workerData;
Object.assign(globalThis, { __ENV: environment, __VU: vu, __ITER: 0 });

const { drain } = await import('./modules/metrics.js');
const module = await import(script);

if (role === 'setup') {
  const result = { options: module.options || {}, data: module.setup ? module.setup() : undefined };
  parentPort.postMessage({ samples: drain() });
  parentPort.postMessage({ result });
} else {
  while (Date.now() < deadline && Atomics.sub(budget, 0, 1) > 0) {
    module.default(data);
    globalThis.__ITER++;
    parentPort.postMessage({ samples: drain() });
  }
}
(await import('./modules/wire.js')).close();
