import { answer, api } from '../api/client';
import { type Loadable, NOT_LOADED } from '../api/loadable';
import { asProblem } from '../api/problem';
import type { Me, Permission } from '../api/types';
import { Store, useStore } from '../base/store';

/** Who is logged in. */
export const me = new Store<Loadable<Me>>(NOT_LOADED);

/** Whether the person may do something, so that no button is offered that the server refuses. */
export function useMay(): (permission: Permission) => boolean {
  const permissions = useStore(me).value?.permissions ?? [];
  return (permission) => permissions.includes(permission);
}

export async function loadMe(): Promise<void> {
  try {
    me.set({ value: await answer(api.GET('/v1/me')), problem: null });
  } catch (error) {
    me.set({ value: null, problem: asProblem(error) });
  }
}
