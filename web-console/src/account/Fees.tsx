import { Skeleton } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { exact } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';
import { feeLead, nextTier } from './feeWords';

const readFees = () => answer(api.GET('/v1/fees'));

/** What the account pays, and what it has to trade to pay less. */
export function Fees() {
  const fees = useLoaded(readFees);
  return (
    <Section title="Fees" lead={feeLead(fees.value)}>
      <Trouble problem={fees.problem} retry={fees.load} />
      {!fees.value && !fees.problem && <Skeleton h={120} />}
      {fees.value && (
        <div className={area.tableScroll}>
          <table className={area.table}>
            <thead>
              <tr>
                <th scope="col">Symbol</th>
                <th scope="col">Maker, basis points</th>
                <th scope="col">Taker, basis points</th>
                <th scope="col">Next tier</th>
              </tr>
            </thead>
            <tbody>
              {fees.value.items.map((item) => (
                <tr key={item.symbol}>
                  <td>{item.symbol}</td>
                  <td>{exact(item.makerBasisPoints)}</td>
                  <td>{exact(item.takerBasisPoints)}</td>
                  <td>{nextTier(item, fees.value?.volume?.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
