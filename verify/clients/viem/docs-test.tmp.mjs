import { readFileSync } from 'node:fs';
import { createPublicClient, createWalletClient, defineChain, http, parseEther, parseEventLogs } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const ready = JSON.parse(readFileSync(process.env.STOA_READY ?? '.stoa/ready.json', 'utf8'));
const abi = (name) => {
  const file = JSON.parse(readFileSync(`${process.env.STOA_ROOT ?? '.'}/spec/abi/${name}.json`, 'utf8'));
  return file.abi ?? file;
};
const chain = defineChain({
  id: ready.chainId,
  name: 'Stoa',
  nativeCurrency: { name: 'Stoa', symbol: 'STOA', decimals: 18 },
  rpcUrls: { default: { http: [ready.rpc] } },
});
const account = privateKeyToAccount(ready.accounts[2].privateKey);
const reader = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
const wallet = createWalletClient({ account, chain, transport: http() });

// Coin.
await reader.waitForTransactionReceipt({
  hash: await wallet.sendTransaction({ to: ready.accounts[0].address, value: parseEther('1') }),
});

// A view.
const models = '0x000000000000000000000000000053544f410002';
console.log(await reader.readContract({ address: models, abi: abi('models'), functionName: 'models' }));

// A verb and its event.
const sessions = '0x000000000000000000000000000053544f410004';
const most = 2n ** 47n;
const hash = await wallet.writeContract({
  address: sessions,
  abi: abi('sessions'),
  functionName: 'openSession',
  args: [ready.models[0], 5_000_000n, most, most, most, 30, account.address, account.address],
});
const receipt = await reader.waitForTransactionReceipt({ hash });
const [opened] = parseEventLogs({ abi: abi('sessions'), eventName: 'SessionOpened', logs: receipt.logs });
console.log('session', opened.args.session);
