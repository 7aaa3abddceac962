// k6/metrics: samples are gathered here and sent to the main thread after each iteration.
let samples = [];

export function add(name, type, value, isTime = false) {
  samples.push([name, type, Number(value), isTime]);
}

/** The samples since the last call. */
export function drain() {
  const taken = samples;
  samples = [];
  return taken;
}

class Metric {
  constructor(name, type, isTime) {
    Object.assign(this, { name, type, isTime });
  }

  add(value) {
    add(this.name, this.type, value, this.isTime);
  }
}

export class Trend extends Metric {
  constructor(name, isTime = false) {
    super(name, 'trend', isTime);
  }
}

export class Counter extends Metric {
  constructor(name) {
    super(name, 'counter');
  }
}

export class Rate extends Metric {
  constructor(name) {
    super(name, 'rate');
  }
}
