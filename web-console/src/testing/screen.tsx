import { MantineProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { cleanup, configure, render } from '@testing-library/react';
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { afterEach, expect } from 'vitest';
import { theme } from '../theme';

// What Mantine asks of a browser and jsdom does not have.
window.matchMedia ??= (media) =>
  ({
    matches: false,
    media,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
HTMLCanvasElement.prototype.getContext = () => null;

// How long a busy machine may take to show what is asked for.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  notifications.clean();
  cleanup();
});

/** Shows a part of the console as the page does. */
export function show(part: ReactNode): void {
  render(
    <MantineProvider env="test" theme={theme}>
      <Notifications />
      {part}
    </MantineProvider>,
  );
}

/** Fails on what axe finds: names, roles and relations. Colours are looked at in a real browser. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
