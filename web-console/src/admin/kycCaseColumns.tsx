import type { QueuedKycCase } from '../api/types';
import { addressOf } from '../base/route';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import type { Column } from '../shell/Table';
import { CASE_STATUS_TEXT, labelsText } from '../verification/words';
import { Named } from './Named';

/** The last digits of an id: the first ones are its time. */
const TAIL = -6;

export const KYC_CASE_COLUMNS: readonly Column<QueuedKycCase>[] = [
  {
    title: 'Case',
    cell: ({ id, kind, level }) => (
      <>
        <a href={addressOf({ screen: 'ADMIN_KYC', kycCase: id })}>
          {level} …{id.slice(TAIL)}
        </a>
        {kind === 'SCREENING' && <span className={area.badge}>lists</span>}
      </>
    ),
  },
  { title: 'Client', cell: ({ user }) => <Named name={`user:${user}`} /> },
  { title: 'About', lesser: true, cell: ({ labels }) => labelsText(labels) },
  { title: 'Status', cell: ({ status }) => CASE_STATUS_TEXT[status] },
  {
    title: 'Since',
    cell: ({ submittedAt, createdAt }) => <Moment at={submittedAt ?? createdAt} />,
  },
  {
    title: 'Reviewer',
    lesser: true,
    cell: ({ reviewer, approver }) => (
      <>
        {reviewer && <Named name={reviewer} />}
        {approver && (
          <div className="muted">
            approved once by <Named name={approver} />
          </div>
        )}
      </>
    ),
  },
];
