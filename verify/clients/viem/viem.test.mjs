// SPDX-License-Identifier: Apache-2.0
// The unmodified npm `viem` against a running network: STOA_READY names its ready file. No special cases: what works here
// works in every wallet and library that follows Ethereum.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import {
  BaseError, createPublicClient, createWalletClient, defineChain, http, parseEther, parseEventLogs, recoverTypedDataAddress,
  webSocket,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

const ready = JSON.parse(readFileSync(process.env.STOA_READY, 'utf8'));
const spec = (name) => JSON.parse(readFileSync(new URL(`../../../spec/abi/${name}.json`, import.meta.url), 'utf8'));
const abi = Object.fromEntries(
  ['accounts', 'delegations', 'models', 'hosts', 'sessions', 'epochs'].map((name) => [name, spec(name).abi ?? spec(name)]));
const at = spec('addresses');
const chain = defineChain({
  id: ready.chainId, name: 'Stoa', nativeCurrency: { name: 'Stoa', symbol: 'STOA', decimals: 18 },
  rpcUrls: { default: { http: [ready.rpc], webSocket: [ready.rpc.replace('http', 'ws')] } } });
const reader = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
const account = privateKeyToAccount(ready.accounts[1].privateKey);
const wallet = createWalletClient({ account, chain, transport: http() });
const sockets = [];
after(() => sockets.forEach((socket) => socket.close()));

const mined = (hash) => reader.waitForTransactionReceipt({ hash, pollingInterval: 50, timeout: 20_000 });

test('the chain says who it is', async () => {
  assert.equal(await reader.getChainId(), ready.chainId);
  assert.ok(await reader.getBlockNumber() > 0n);
  assert.equal(await reader.getGasPrice(), 1_000_000_000n);
  assert.equal(await reader.getCode({ address: at.sessions }), '0xfe');
  assert.equal(await reader.getCode({ address: account.address }), undefined);
});

test('coin is sent to the last wei', async () => {
  const stranger = privateKeyToAccount(generatePrivateKey()).address;
  const receipt = await mined(await wallet.sendTransaction({ to: stranger, value: parseEther('1') + 7n }));
  assert.equal(receipt.status, 'success');
  assert.equal(receipt.gasUsed, 21_000n);
  assert.equal(await reader.getBalance({ address: stranger }), parseEther('1') + 7n);
  const tx = await reader.getTransaction({ hash: receipt.transactionHash });
  assert.equal(tx.value, parseEther('1') + 7n);
  const block = await reader.getBlock({ blockHash: receipt.blockHash, includeTransactions: true });
  assert.ok(block.transactions.some((one) => one.hash === receipt.transactionHash));
  const [moved] = parseEventLogs({ abi: abi.accounts, eventName: 'Transferred', logs: receipt.logs });
  assert.equal(moved.args.amount, parseEther('1') + 7n);
});

test('a session is opened, read, topped up and closed through the published interface', async () => {
  const model = ready.models[0];
  const most = 2n ** 47n;
  const { request } = await reader.simulateContract({
    account, address: at.sessions, abi: abi.sessions, functionName: 'openSession',
    args: [model, 5_000_000n, most, most, most, 30, account.address, account.address] });
  const receipt = await mined(await wallet.writeContract(request));
  assert.equal(receipt.status, 'success');
  const [opened] = parseEventLogs({ abi: abi.sessions, eventName: 'SessionOpened', logs: receipt.logs });
  assert.equal(opened.args.payer.toLowerCase(), account.address.toLowerCase());
  const session = opened.args.session;
  for (let tries = 0; tries < 50; tries++) {
    const drawn = await reader.getContractEvents({
      address: at.sessions, abi: abi.sessions, eventName: 'SeatsDrawn', args: { session }, fromBlock: receipt.blockNumber });
    if (drawn.length === 1) {
      const seats = drawn[0].args.seats.reduce((sum, seats) => sum + seats, 0);
      assert.equal(seats, 16);
      break;
    }
    assert.ok(tries < 49, 'the seats are drawn in the next block');
    await new Promise((done) => setTimeout(done, 100));
  }
  const view = await reader.readContract({ address: at.sessions, abi: abi.sessions, functionName: 'session', args: [session] });
  assert.ok(JSON.stringify(view, (_, v) => typeof v === 'bigint' ? v.toString() : v).includes(model));
  const topped = await mined(await wallet.writeContract({
    address: at.sessions, abi: abi.sessions, functionName: 'topUp', args: [session, 0, 1_000n] }));
  assert.equal(topped.status, 'success');
  const closed = await mined(await wallet.writeContract({
    address: at.sessions, abi: abi.sessions, functionName: 'closeSession', args: [session] }));
  assert.equal(closed.status, 'success');
});

test('a refusal says why before it costs anything, and is a failed receipt after', async () => {
  const bad = { account, address: at.sessions, abi: abi.sessions, functionName: 'closeSession', args: [999_999n] };
  await assert.rejects(reader.simulateContract(bad), (error) => {
    assert.ok(error instanceof BaseError);
    assert.match(error.message, /no such session/);
    return true;
  });
  const receipt = await mined(await wallet.writeContract({ ...bad, gas: 200_000n }));
  assert.equal(receipt.status, 'reverted');
});

test('what cannot be paid or is out of order is refused in words wallets know', async () => {
  const poor = privateKeyToAccount(generatePrivateKey());
  const purse = createWalletClient({ account: poor, chain, transport: http() });
  await assert.rejects(
    purse.sendTransaction({ to: account.address, value: 1n, gas: 21_000n }), /insufficient funds/i);
  await assert.rejects(wallet.sendTransaction({ to: account.address, value: 1n, nonce: 0, gas: 21_000n }), /nonce/i);
});

test('gas is estimated exactly and fees are known', async () => {
  const gas = await reader.estimateGas({ account, to: ready.accounts[0].address, value: 1n });
  assert.equal(gas, 21_000n);
  const fees = await reader.estimateFeesPerGas();
  assert.ok(fees.maxFeePerGas >= 1_000_000_000n);
  const history = await reader.getFeeHistory({ blockCount: 4, rewardPercentiles: [50] });
  assert.ok(history.baseFeePerGas.every((fee) => fee === 1_000_000_000n));
});

test('blocks and logs are pushed over WebSocket', async () => {
  const socket = createPublicClient({ chain, transport: webSocket() });
  sockets.push(await socket.transport.getRpcClient());
  const seen = { block: null, log: null };
  const ended = [
    socket.watchBlocks({ onBlock: (block) => { seen.block = block.number; } }),
    socket.watchContractEvent({
      address: at.accounts, abi: abi.accounts, eventName: 'Transferred', onLogs: (logs) => { seen.log = logs[0]; } }),
  ];
  await new Promise((done) => setTimeout(done, 500));
  const receipt = await mined(await wallet.sendTransaction({ to: ready.accounts[2].address, value: 5n }));
  for (let tries = 0; tries < 100 && (seen.block === null || seen.log === null); tries++)
    await new Promise((done) => setTimeout(done, 100));
  ended.forEach((end) => end());
  assert.ok(seen.block >= receipt.blockNumber - 1n);
  assert.equal(seen.log.args.amount, 5n);
});

test('a voucher is typed data any wallet can sign', async () => {
  const info = await reader.request({ method: 'stoa_info' });
  const voucher = spec('typed-data').messages.Voucher;
  const typed = {
    domain: { name: info.domain.name, version: info.domain.version, chainId: ready.chainId,
      verifyingContract: info.domain.verifyingContract, salt: info.domain.salt },
    types: voucher.types, primaryType: 'Voucher',
    message: { session: 1n, lane: 0, count: 2n, earned: 300n, ceiling: 900n, receiptsRoot: `0x${'11'.repeat(32)}` } };
  const signature = await account.signTypedData(typed);
  assert.equal(await recoverTypedDataAddress({ ...typed, signature }), account.address);
});

test('views answer', async () => {
  const models = await reader.readContract({ address: at.models, abi: abi.models, functionName: 'models' });
  assert.deepEqual(models, ready.models);
  const totals = await reader.readContract({ address: at.epochs, abi: abi.epochs, functionName: 'totals' });
  assert.ok(totals);
});

test('the older kinds of transaction are taken too, and many calls in one batch', async () => {
  const batched = createPublicClient({ chain, transport: http(undefined, { batch: true }) });
  for (const type of ['legacy', 'eip2930']) {
    const receipt = await mined(await wallet.sendTransaction({ to: ready.accounts[0].address, value: 3n, type }));
    assert.equal(receipt.status, 'success');
    assert.equal(receipt.type, type);
    assert.equal(receipt.effectiveGasPrice, 1_000_000_000n);
  }
  const [id, head, ...balances] = await Promise.all([
    batched.getChainId(), batched.getBlockNumber(),
    ...ready.accounts.map(({ address }) => batched.getBalance({ address }))]);
  assert.equal(id, ready.chainId);
  assert.ok(head > 0n && balances.every((balance) => balance > 0n));
});

test('every log stands in a transaction of its block, those of the block itself included', async () => {
  const head = await reader.getBlockNumber();
  const logs = await reader.getLogs({ fromBlock: 0n, toBlock: head });
  assert.ok(logs.length > 0);
  const own = logs.filter((log) => log.address === at.epochs.toLowerCase()).slice(-3);
  for (const log of [...logs.slice(-10), ...own]) {
    const block = await reader.getBlock({ blockNumber: log.blockNumber });
    assert.equal(block.transactions[log.transactionIndex], log.transactionHash);
    const receipt = await reader.getTransactionReceipt({ hash: log.transactionHash });
    assert.ok(receipt.logs.some((one) => one.logIndex === log.logIndex && one.data === log.data));
  }
  assert.ok(own.length > 0, 'blocks do things of their own');
  const nobody = await reader.getTransaction({ hash: own[0].transactionHash });
  assert.equal(nobody.from, `0x${'0'.repeat(40)}`);
});

test('filters give each change once', async () => {
  const filter = await reader.createContractEventFilter({
    address: at.accounts, abi: abi.accounts, eventName: 'Transferred', args: { from: account.address } });
  assert.equal((await reader.getFilterChanges({ filter })).length, 0);
  const receipt = await mined(await wallet.sendTransaction({ to: ready.accounts[0].address, value: 11n }));
  const changes = await reader.getFilterChanges({ filter });
  assert.deepEqual(changes.map((log) => [log.transactionHash, log.args.amount]), [[receipt.transactionHash, 11n]]);
  assert.equal((await reader.getFilterChanges({ filter })).length, 0);
  assert.equal(await reader.uninstallFilter({ filter }), true);
});
