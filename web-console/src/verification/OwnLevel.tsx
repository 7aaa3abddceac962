import type { KycStanding } from '../api/types';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { LABEL_TEXT, labelsText, limitsText } from './words';

/** Where the person stands. */
export function OwnLevel({ standing }: { standing: KycStanding }) {
  const { level, currency, labels, next, missing } = standing;
  return (
    <Section title={`Your level: ${level.name}`}>
      <dl className={area.facts}>
        <dt>You may deposit</dt>
        <dd>{limitsText(level.deposits, currency)}</dd>
        <dt>You may withdraw</dt>
        <dd>{limitsText(level.withdrawals, currency)}</dd>
        <dt>Known for sure</dt>
        <dd>
          {labels.length === 0 && 'Nothing yet'}
          {labels.map((held) => (
            <div key={held.label}>
              {LABEL_TEXT[held.label]}
              {endText(held)}
            </div>
          ))}
        </dd>
        {next && (
          <>
            <dt>Missing for {next.name}</dt>
            <dd>{labelsText(missing)}</dd>
          </>
        )}
      </dl>
    </Section>
  );
}

function endText({ expiresAt, countsUntil }: KycStanding['labels'][number]): string {
  if (!expiresAt) {
    return '';
  }
  const end = dateTime(expiresAt).slice(0, 10);
  return countsUntil && new Date(expiresAt) <= new Date()
    ? `, expired on ${end}: show a new document before ${dateTime(countsUntil).slice(0, 10)}, or you can only cancel orders`
    : `, until ${end}`;
}
