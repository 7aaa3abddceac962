// A real Bitcoin node, bcoin on regtest, in memory and on a port of its own choice. Three things are not as they come: its database
// for disks is native code and not loaded; addresses begin with bcrt, as Bitcoin Core has it, where this version of bcoin still has rb;
// and witnesses count after 4 blocks, and what was mined may be spent after 2 instead of 100, so that the tests need not mine so many.
// `testpay` sends mined coins.
// Ends with its parent.
'use strict';

process.env.NODE_BACKEND = 'js';

const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  return name === 'leveldown' ? class {} : load.call(this, name, ...rest);
};

const { regtest } = require('bcoin/lib/protocol/networks');
regtest.addressPrefix.bech32 = 'bcrt';
Object.assign(regtest.deployments.segwit, { window: 1, threshold: 1 });
require('bcoin/lib/protocol/consensus').COINBASE_MATURITY = 2;

const net = require('node:net');
const { FullNode, KeyRing, MTX, Network } = require('bcoin');

async function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function main() {
  const port = await freePort();
  const node = new FullNode({
    network: 'regtest',
    memory: true,
    listen: false,
    httpHost: '127.0.0.1',
    httpPort: port,
    apiKey: 'node-secret',
    workers: false,
    logLevel: 'none',
  });
  const miner = KeyRing.generate(Network.get('regtest'));
  miner.witness = true;
  let unspent = [];

  // Mines blocks whose coins are ours to pay with.
  node.rpc.add('testmine', async ([count]) => {
    const hashes = [];
    for (let i = 0; i < count; i++) {
      const block = await node.miner.mineBlock(node.chain.tip, miner.getAddress());
      await node.chain.add(block);
      unspent.push({ tx: block.txs[0], height: node.chain.height });
      hashes.push(block.rhash());
    }
    return hashes;
  });

  // Pays satoshis to an address out of the oldest mined coin, and puts it into the next block.
  node.rpc.add('testpay', async ([address, value]) => {
    const { tx, height } = unspent.shift();
    const spend = new MTX();
    spend.addTX(tx, 0, height);
    spend.addOutput(address, value);
    spend.addOutput(miner.getAddress(), tx.outputs[0].value - value - 10000);
    spend.sign(miner);
    const sent = spend.toTX();
    await node.mempool.addTX(sent);
    return sent.txid();
  });

  await node.open();
  await node.connect();
  console.log(`ready ${port}`);
}

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
