import { dateTime } from '../base/format';
import styles from './Moment.module.css';

/** A point in time by the reader's clock. Where there is no room it breaks between day and time. */
export function Moment({ at }: { at: string }) {
  const [day, time] = dateTime(at).split(' ');
  return (
    <time dateTime={at} className={styles.moment}>
      <span>{day}</span> <span>{time}</span>
    </time>
  );
}
