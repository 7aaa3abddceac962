import { CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from '../base/store';
import styles from './AnnouncementBanner.module.css';
import { announcements, followAnnouncements, readPutAway, writePutAway } from './announcements';

/** Shows over the whole width what the venue tells everyone, until the person puts it away. */
export function AnnouncementBanner() {
  const all = useStore(announcements);
  const [putAway, setPutAway] = useState(readPutAway);
  useEffect(followAnnouncements, []);

  const hide = (id: string) => {
    const hidden = [...putAway, id];
    setPutAway(hidden);
    writePutAway(hidden);
  };

  return (
    <section aria-label="Announcements">
      {all
        .filter((one) => !putAway.includes(one.id))
        .map((one) => (
          <div key={one.id} className={styles.banner}>
            <p>
              <strong>{one.title}</strong> {one.text}
            </p>
            <CloseButton
              size="sm"
              aria-label={`Put away: ${one.title}`}
              onClick={() => hide(one.id)}
            />
          </div>
        ))}
    </section>
  );
}
