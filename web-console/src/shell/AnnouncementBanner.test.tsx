// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { fakeServer } from '../testing/FakeServer';
import { expectAccessible, show } from '../testing/screen';
import { AnnouncementBanner } from './AnnouncementBanner';

const server = fakeServer();

it('an announcement is text, and stays away once it was put away', async () => {
  const text = 'We move on Sunday. <script>alert(1)</script>';
  const first = { id: 'a', title: 'Maintenance', text, publishedAt: '2026-03-01T10:00:00Z' };
  const second = { ...first, id: 'b', title: 'New market' };
  server.current.on('GET /v1/announcements', { items: [second, first] });
  show(<AnnouncementBanner />);
  await screen.findByText('Maintenance');
  expect(screen.getAllByText(/<script>alert\(1\)<\/script>/)).toHaveLength(2);
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Put away: Maintenance' }));
  await waitFor(() => expect(screen.queryByText('Maintenance')).toBeNull());

  cleanup();
  show(<AnnouncementBanner />);
  await screen.findByText('New market');
  expect(screen.queryByText('Maintenance')).toBeNull();
});
