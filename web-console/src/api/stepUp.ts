import { Store } from '../base/store';

/** Asks the person at the page for a factor, when the server wants to see one again. One dialog serves all that wait. */
class StepUp {
  /** Whether it is being asked. */
  readonly asking = new Store(false);
  private waiting: Promise<boolean> | null = null;
  private settle: (shown: boolean) => void = () => {};

  /** Whether the person showed a factor. */
  ask(): Promise<boolean> {
    this.waiting ??= new Promise((resolve) => {
      this.settle = resolve;
    });
    this.asking.set(true);
    return this.waiting;
  }

  /** The person showed one, or would not. */
  end(shown: boolean): void {
    this.waiting = null;
    this.asking.set(false);
    this.settle(shown);
  }
}

export const stepUp = new StepUp();
