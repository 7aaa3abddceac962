/**
 * Keys of this browser for this server, in IndexedDB: it keeps them so that scripts can use them and never see them, and all
 * tabs find the same.
 */
export const keyStore = {
  get: (name: string): Promise<CryptoKeyPair | undefined> =>
    run('readonly', (keys) => keys.get(name)),
  put: async (name: string, key: CryptoKeyPair): Promise<void> => {
    await run('readwrite', (keys) => keys.put(key, name));
  },
  delete: async (name: string): Promise<void> => {
    await run('readwrite', (keys) => keys.delete(name));
  },
};

const DATABASE = 'bourse';
const KEYS = 'keys';

async function run<T>(
  mode: IDBTransactionMode,
  work: (keys: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction(KEYS, mode);
    const request = work(transaction.objectStore(KEYS));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(KEYS);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
