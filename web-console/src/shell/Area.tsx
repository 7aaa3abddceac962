import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Area.module.css';
import { useTitle } from './useTitle';

/** A place of the console, by its address. */
export interface Place {
  label: string;
  address: string;
}

/** Pages of one kind with a menu beside them. */
export function Area({
  name,
  places,
  current,
  children,
}: {
  name: string;
  places: readonly Place[];
  current: Place;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(current.label);
  useTitle(current.label);

  // Who cannot see that the page is another one is told: the focus goes to where it begins.
  useEffect(() => {
    if (shown.current !== current.label) {
      shown.current = current.label;
      heading.current?.focus();
    }
  }, [current.label]);

  return (
    <div className={styles.area}>
      <nav className={styles.menu} aria-label={name}>
        <ul>
          {places.map((place) => (
            <li key={place.address}>
              <a href={place.address} aria-current={place === current ? 'page' : undefined}>
                {place.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className={styles.content}>
        <h1 ref={heading} tabIndex={-1}>
          {current.label}
        </h1>
        {children}
      </main>
    </div>
  );
}

/** A framed part of a page. `lead` says in a sentence what it is about. */
export function Section({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <h2>{title}</h2>
      {lead && <p>{lead}</p>}
      {children}
    </section>
  );
}
