import { Button, Group, NativeSelect, Skeleton, Stack } from '@mantine/core';
import { useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { asProblem, type Problem } from '../api/problem';
import type { CryptoAsset, DepositAddress } from '../api/types';
import { Section } from '../shell/Area';
import { Trouble } from '../shell/Trouble';
import { CoinDepositList } from './CoinDepositList';
import styles from './OneDeposit.module.css';
import { CHAIN_WORDS } from './words';

const readAssets = async () => (await answer(api.GET('/v1/crypto-assets'))).items;

/** Where a client pays coins to, and what came; nothing where no chain is taken. */
export function CoinDeposit() {
  const assets = useLoaded(readAssets);
  if (!assets.value?.length) {
    return assets.problem ? <Trouble problem={assets.problem} retry={assets.load} /> : null;
  }
  return (
    <>
      <Section
        title="Pay in coins"
        lead="What arrives at your address is on your account once enough blocks follow."
      >
        <Choice assets={assets.value} />
      </Section>
      <CoinDepositList />
    </>
  );
}

function Choice({ assets }: { assets: readonly CryptoAsset[] }) {
  const [chosen, setChosen] = useState(0);
  const one = assets[chosen] ?? assets[0];
  if (!one) {
    return null;
  }
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Asset"
        data={assets.map(({ asset, chain }, index) => ({
          value: String(index),
          label: `${asset}, over ${CHAIN_WORDS[chain] ?? chain}`,
        }))}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      />
      {one.open ? (
        <Address key={one.asset} asset={one} />
      ) : (
        <p role="status">
          {CHAIN_WORDS[one.chain] ?? one.chain} is not followed at the moment. What is sent is
          credited later.
        </p>
      )}
    </Stack>
  );
}

function Address({ asset }: { asset: CryptoAsset }) {
  const [fresh, setFresh] = useState<DepositAddress | null>(null);
  const read = useCallback(() => ask(asset.asset, false), [asset.asset]);
  const { value, problem, load } = useLoaded(read);
  const [newProblem, setNewProblem] = useState<Problem | null>(null);
  const address = fresh ?? value;

  const another = async () => {
    try {
      setFresh(await ask(asset.asset, true));
      setNewProblem(null);
    } catch (error) {
      setNewProblem(asProblem(error));
    }
  };

  return (
    <>
      <Trouble problem={newProblem ?? problem} retry={newProblem ? another : load} />
      {!address && !problem && <Skeleton h={240} />}
      {address && (
        <>
          <p>
            Send <strong>{asset.asset}</strong> over {CHAIN_WORDS[asset.chain] ?? asset.chain} (
            {asset.network}) and nothing else to this address: other coins, and the same ones over
            another chain, are lost.
          </p>
          <p>
            <code>{address.address}</code>
          </p>
          <img
            className={styles.picture}
            alt={`QR code of the address for ${asset.asset}`}
            src={`data:image/svg+xml,${encodeURIComponent(address.qrCode)}`}
          />
          <p>Credited after {asset.confirmations} blocks.</p>
          <Group>
            <Button
              variant="default"
              onClick={() => void navigator.clipboard?.writeText(address.address)}
            >
              Copy the address
            </Button>
            <Button variant="default" onClick={() => void another()}>
              Another address
            </Button>
          </Group>
        </>
      )}
    </>
  );
}

function ask(asset: string, fresh: boolean): Promise<DepositAddress> {
  return answer(
    api.POST('/v1/deposit-addresses', {
      params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
      body: { asset, ...(fresh && { fresh }) },
    }),
  );
}
