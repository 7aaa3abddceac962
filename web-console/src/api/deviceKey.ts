import { keyStore } from './keyStore';
import { serverSeconds } from './serverClock';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const SESSION = 'session';
const NEXT = 'next';

/**
 * A key of this browser that a session is bound to (DPoP, RFC 9449): tokens that were copied out of the browser are worth
 * nothing without it, and it can't be copied. The tabs of a browser share the one of their session.
 */
export class DeviceKey {
  private hashed: { token: string; hash: string } | null = null;

  private constructor(
    private readonly pair: CryptoKeyPair,
    private readonly publicKey: JsonWebKey,
  ) {}

  /**
   * The key for a log-in: that of the session which this browser still has, so that the server ends it, else a new one. Null
   * where the browser has no keys that can be kept: on pages of plain HTTP from another machine, and where storage is switched
   * off. The session is then bound to none.
   */
  static async forLogin(): Promise<DeviceKey | null> {
    return (await DeviceKey.kept()) ?? (await DeviceKey.make());
  }

  /** A new one, if it can be kept. */
  static async make(): Promise<DeviceKey | null> {
    try {
      const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign']);
      // Whether it can be kept is known before a session depends on it.
      await keyStore.put(NEXT, pair);
      return await DeviceKey.of(pair);
    } catch {
      return null;
    }
  }

  /** The key of this browser's session; null when it is bound to none. */
  static async kept(): Promise<DeviceKey | null> {
    try {
      const pair = await keyStore.get(SESSION);
      return pair ? await DeviceKey.of(pair) : null;
    } catch {
      return null;
    }
  }

  /** From now on it is the one of this browser's session. Null: its session is bound to none. */
  static async keep(key: DeviceKey | null): Promise<void> {
    try {
      await keyStore.delete(NEXT);
      if (key) {
        await keyStore.put(SESSION, key.pair);
      } else {
        await keyStore.delete(SESSION);
      }
    } catch {
      // The session then lasts as long as the page.
    }
  }

  /** Deletes it, unless another session of this browser has begun in the meantime. */
  static async forget(key: DeviceKey | null): Promise<void> {
    const kept = await DeviceKey.kept();
    if (kept && kept.publicKey.x === key?.publicKey.x) {
      await DeviceKey.keep(null);
    }
  }

  private static async of(pair: CryptoKeyPair): Promise<DeviceKey> {
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    return new DeviceKey(pair, { kty, crv, x, y } as JsonWebKey);
  }

  /** A proof for one request, with the access token that goes with it. */
  async proof(method: string, url: URL, accessToken?: string): Promise<string> {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.publicKey };
    const claims = {
      jti: crypto.randomUUID(),
      htm: method,
      htu: url.origin + url.pathname,
      iat: serverSeconds(),
      ...(accessToken !== undefined && { ath: await this.hashOf(accessToken) }),
    };
    const text = `${base64Url(utf8(JSON.stringify(header)))}.${base64Url(utf8(JSON.stringify(claims)))}`;
    const signature = await crypto.subtle.sign(SIGNING, this.pair.privateKey, utf8(text));
    return `${text}.${base64Url(new Uint8Array(signature))}`;
  }

  private async hashOf(token: string): Promise<string> {
    if (this.hashed?.token !== token) {
      const hash = await crypto.subtle.digest('SHA-256', utf8(token));
      this.hashed = { token, hash: base64Url(new Uint8Array(hash)) };
    }
    return this.hashed.hash;
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
