/** The summary at the end, and the thresholds that decide whether the run passed. */
export class Thresholds {
  constructor(expressions) {
    this.expressions = expressions;
  }

  /** Prints every metric and threshold; answers whether one failed. A threshold on a metric without samples fails. */
  report(samples) {
    for (const [name, metric] of [...samples].sort(([a], [b]) => a.localeCompare(b))) {
      console.log(`${name.padEnd(28, '.')} ${describe(metric)}`);
    }
    let failed = false;
    for (const [name, list] of Object.entries(this.expressions)) {
      for (const expression of list) {
        const metric = samples.get(name);
        const passed = metric !== undefined && holds(metric, expression);
        failed = failed || !passed;
        console.log(`${passed ? '✓' : '✗'} ${name} ${expression}${metric ? '' : ' (no sample)'}`);
      }
    }
    return failed;
  }
}

function describe({ type, isTime, values }) {
  const unit = isTime ? 'ms' : '';
  switch (type) {
    case 'counter':
      return `count=${sum(values)}`;
    case 'rate':
      return `rate=${(sum(values) / values.length).toFixed(4)} of ${values.length}`;
    case 'trend':
      return ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'].map((a) => `${a}=${aggregate(values, a).toFixed(2)}${unit}`).join(' ');
    default:
      throw new Error(`unknown metric type ${type}`);
  }
}

function holds({ type, values }, expression) {
  const match = /^([a-z]+(?:\([\d.]+\))?)\s*(==|<=|>=|<|>)\s*([\d.]+)$/.exec(expression.trim());
  if (!match) {
    throw new Error(`the shim does not know the threshold '${expression}'`);
  }
  const [, what, operator, limit] = match;
  const value = type === 'rate' && what === 'rate' ? sum(values) / values.length : aggregate(values, what);
  const bound = Number(limit);
  return { '==': value === bound, '<=': value <= bound, '>=': value >= bound, '<': value < bound, '>': value > bound }[operator];
}

function aggregate(values, what) {
  const percentile = /^p\(([\d.]+)\)$/.exec(what);
  if (percentile) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil((Number(percentile[1]) / 100) * sorted.length) - 1)];
  }
  switch (what) {
    case 'count':
      return sum(values);
    case 'avg':
      return sum(values) / values.length;
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    default:
      throw new Error(`the shim does not know the aggregation '${what}'`);
  }
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}
