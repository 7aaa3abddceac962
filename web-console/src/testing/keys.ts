import { webcrypto } from 'node:crypto';
import { afterEach, beforeEach, vi } from 'vitest';
import { keyStore } from '../api/keyStore';

/** Keys as a browser has them, kept in memory instead of IndexedDB, which tests have not. */
export function keysInMemory(): Map<string, CryptoKeyPair> {
  const kept = new Map<string, CryptoKeyPair>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('crypto', webcrypto);
    keepInMemory(keyStore, kept);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  return kept;
}

export function keepInMemory(store: typeof keyStore, kept: Map<string, CryptoKeyPair>): void {
  vi.spyOn(store, 'get').mockImplementation(async (name) => kept.get(name));
  vi.spyOn(store, 'put').mockImplementation(async (name, key) => void kept.set(name, key));
  vi.spyOn(store, 'delete').mockImplementation(async (name) => void kept.delete(name));
}

interface Claims {
  jti: string;
  htm: string;
  htu: string;
  iat: number;
  ath?: string;
}

export function claimsOf(proof: string): Claims {
  return decoded(proof.split('.')[1]) as Claims;
}

/** Whether a proof is signed by the key in it, as a server finds out; the key's thumbprint stands for it. */
export async function signerOf(proof: string): Promise<string> {
  const [header = '', claims = '', signature = ''] = proof.split('.');
  const { typ, alg, jwk } = decoded(header) as { typ: string; alg: string; jwk: JsonWebKey };
  if (typ !== 'dpop+jwt' || alg !== 'ES256') {
    throw new Error(`This is no proof: ${typ}, ${alg}`);
  }
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await webcrypto.subtle.importKey('jwk', jwk, curve, false, ['verify']);
  const signed = await webcrypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    Buffer.from(signature, 'base64url'),
    Buffer.from(`${header}.${claims}`),
  );
  if (!signed) {
    throw new Error('The signature is not by the key in the proof');
  }
  return `${jwk.x} ${jwk.y}`;
}

function decoded(part = ''): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}
