import { useEffect } from 'react';
import { useStore } from '../base/store';
import styles from './VenueBanner.module.css';
import { followVenue, venue, venueNotice } from './venue';

/** Says over the whole width when the exchange does less than usual. */
export function VenueBanner() {
  const notice = venueNotice(useStore(venue));
  useEffect(followVenue, []);
  return (
    <div role="status" aria-label="The exchange">
      {notice && <p className={styles.banner}>{notice}</p>}
    </div>
  );
}
