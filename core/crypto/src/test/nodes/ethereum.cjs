// A real Ethereum node, ganache, on a port of its own choice. It mines when it is told to (evm_mine), and goes back by evm_revert,
// after which other blocks make a reorganisation. Ends with its parent.
'use strict';

const ganache = require('ganache');

const server = ganache.server({
  chain: { chainId: 1337, networkId: 1337 },
  wallet: { seed: 'bourse', totalAccounts: 2 },
  logging: { quiet: true },
});
server.listen(0, '127.0.0.1').then(() => console.log(`ready ${server.address().port}`));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
