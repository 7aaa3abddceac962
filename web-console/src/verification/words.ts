import type {
  KycCaseChange,
  KycDisclosure,
  KycFileKind,
  KycLabel,
  KycLimits,
  KycStatus,
} from '../api/types';
import { exact } from '../base/format';

export const LABEL_TEXT: Record<KycLabel, string> = {
  EMAIL: 'E-mail address',
  PHONE: 'Telephone',
  IDENTITY: 'Identity document',
  ADDRESS: 'Postal address',
  SOURCE_OF_FUNDS: 'Source of funds',
  TAX_RESIDENCY: 'Tax residency',
};

export const FILE_TEXT: Record<KycFileKind, string> = {
  IDENTITY_FRONT: 'Front of the document',
  IDENTITY_BACK: 'Back of the document',
  SELFIE: 'You with the document',
  PROOF_OF_ADDRESS: 'Proof of the address',
  SOURCE_OF_FUNDS: 'Proof of the source of funds',
  TAX_FORM: 'Signed tax form',
};

export const DOCUMENT_TEXT: Record<NonNullable<KycCaseChange['documentType']>, string> = {
  PASSPORT: 'Passport',
  ID_CARD: 'Identity card',
  DRIVING_LICENCE: 'Driving licence',
  RESIDENCE_PERMIT: 'Residence permit',
};

export const DISCLOSURE_TEXT: Record<KycDisclosure, string> = {
  POLITICALLY_EXPOSED: 'I hold or held a prominent public function',
  RELATIVE_OF_EXPOSED: 'I am family or a close associate of somebody who does or did',
  CONTROL_PERSON: 'I direct, or own a tenth or more of, a listed company',
  MARKET_AFFILIATED: 'I work for an exchange, a broker or who supervises them',
};

/** As reviewers say it. */
export const CASE_STATUS_TEXT: Record<KycStatus, string> = {
  DRAFT: 'With the client',
  SUBMITTED: 'Waits for a reviewer',
  CLAIMED: 'In review',
  ASKED_AGAIN: 'Asked again',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  EXPIRED: 'Given up or left alone',
};

/** As clients are told. */
export const OWN_STATUS_TEXT: Record<KycStatus, string> = {
  DRAFT: 'You have not handed it in yet.',
  SUBMITTED: 'It waits for a reviewer. You will get a mail.',
  CLAIMED: 'A reviewer looks at it. You will get a mail.',
  ASKED_AGAIN: 'Something more is needed from you.',
  APPROVED: 'It is approved.',
  REJECTED: 'It is rejected.',
  EXPIRED: 'It has ended without a decision.',
};

export const labelsText = (labels: readonly KycLabel[]) =>
  labels.length === 0 ? 'Nothing' : labels.map((label) => LABEL_TEXT[label]).join(', ');

/** `500 USD a day, 2,000 USD a month`; the day is the last 24 hours, the month the last 30 days. */
export function limitsText({ day, month }: KycLimits, currency: string): string {
  if (Number(day ?? 1) === 0 || Number(month ?? 1) === 0) {
    return 'None';
  }
  const parts = [
    day && `${exact(day)} ${currency} a day`,
    month && `${exact(month)} ${currency} a month`,
  ];
  return parts.filter(Boolean).join(', ') || 'Without limit';
}

export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
