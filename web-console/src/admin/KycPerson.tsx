import type { KycPerson as Person } from '../api/types';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { FIELDS } from '../verification/CaseFields';
import { DISCLOSURE_TEXT, DOCUMENT_TEXT } from '../verification/words';
import type { AboutCase } from './KycCasePage';

/** What the client said. */
export function KycPerson({ reviewed: { person } }: AboutCase) {
  const said = (Object.keys(FIELDS) as (keyof Person)[]).filter(
    (name) => person[name] !== undefined,
  );
  return (
    <Section title="What the client says" lead="Compare it with the papers.">
      {said.length === 0 ? (
        <p role="status">Nothing yet.</p>
      ) : (
        <dl className={area.facts}>
          {said.map((name) => (
            <div key={name} className={area.fact}>
              <dt>{FIELDS[name].label}</dt>
              <dd className={area.verbatim}>{textOf(person, name)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

function textOf(person: Person, name: keyof Person): string {
  switch (name) {
    case 'documentType':
      return person.documentType ? DOCUMENT_TEXT[person.documentType] : '';
    case 'disclosures':
      return person.disclosures?.map((one) => DISCLOSURE_TEXT[one]).join('\n') || 'Nothing of this';
    case 'usPerson':
      return person.usPerson ? 'Yes' : 'No';
    default:
      return person[name] ?? '';
  }
}
