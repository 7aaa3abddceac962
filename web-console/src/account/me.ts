import { answer, api } from '../api/client';
import { type Loadable, NOT_LOADED } from '../api/loadable';
import { asProblem } from '../api/problem';
import type { Me } from '../api/types';
import { Store } from '../base/store';

/** Who is logged in. */
export const me = new Store<Loadable<Me>>(NOT_LOADED);

export async function loadMe(): Promise<void> {
  try {
    me.set({ value: await answer(api.GET('/v1/me')), problem: null });
  } catch (error) {
    me.set({ value: null, problem: asProblem(error) });
  }
}
