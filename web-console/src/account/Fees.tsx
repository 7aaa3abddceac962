import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { exact } from '../base/format';
import { Section } from '../shell/Area';
import { FetchedTable } from '../shell/Table';
import { feeLead, nextTier } from './feeWords';

const readFees = () => answer(api.GET('/v1/fees'));

/** What the account pays, and what it has to trade to pay less. */
export function Fees() {
  const fees = useLoaded(readFees);
  return (
    <Section title="Fees" lead={feeLead(fees.value)}>
      <FetchedTable
        label="Your fees by symbol"
        list={{ ...fees, value: fees.value?.items ?? null }}
        keyOf={({ symbol }) => symbol}
        columns={[
          { title: 'Symbol', cell: ({ symbol }) => symbol },
          {
            title: 'Maker, basis points',
            cell: ({ makerBasisPoints }) => exact(makerBasisPoints),
          },
          {
            title: 'Taker, basis points',
            cell: ({ takerBasisPoints }) => exact(takerBasisPoints),
          },
          { title: 'Next tier', cell: (fee) => nextTier(fee, fees.value?.volume?.currency) },
        ]}
      />
    </Section>
  );
}
