// SPDX-License-Identifier: Apache-2.0
// An existing ICS-23 verifier, npm `@confio/ics23`, checks that values are in the state, and that others are not, against
// the state root in a block's header.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ics23, verifyMembership, verifyNonMembership } from '@confio/ics23';

const ready = JSON.parse(readFileSync(process.env.STOA_READY, 'utf8'));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));

const spec = {
  leafSpec: {
    hash: ics23.HashOp.SHA256, prehashKey: ics23.HashOp.NO_HASH, prehashValue: ics23.HashOp.SHA256,
    length: ics23.LengthOp.VAR_PROTO, prefix: Uint8Array.from([0]) },
  innerSpec: {
    childOrder: [0, 1], childSize: 32, minPrefixLength: 1, maxPrefixLength: 1, emptyChild: null,
    hash: ics23.HashOp.SHA256 },
};

async function rpc(method, ...params) {
  const reply = await fetch(ready.rpc, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  const answer = await reply.json();
  assert.equal(answer.error, undefined, JSON.stringify(answer.error));
  return answer.result;
}

async function entry(table, key) {
  const read = await rpc('stoa_read', table, key);
  const block = await rpc('eth_getBlockByNumber', read.height, false);
  assert.equal(read.stateRoot, block.stateRoot, 'the proof is under the header that everybody sees');
  return { read, root: bytes(block.stateRoot), proof: ics23.CommitmentProof.decode(bytes(read.proof)), path: bytes(read.path) };
}

test('what is in the state is proven', async () => {
  for (const account of ready.accounts) {
    const { read, root, proof, path } = await entry('accounts', account.address.toLowerCase());
    assert.notEqual(read.value, null);
    assert.ok(verifyMembership(proof, spec, root, path, bytes(read.value)));
  }
  const rows = await rpc('stoa_scan', 'hosts');
  assert.ok(rows.length > 0);
  for (const row of rows) {
    const { read, root, proof, path } = await entry('hosts', row.key);
    assert.ok(verifyMembership(proof, spec, root, path, bytes(read.value)));
  }
});

test('what is not in the state is proven to be absent', async () => {
  for (let i = 0; i < 20; i++) {
    const key = `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString('hex')}`;
    const { read, root, proof, path } = await entry('accounts', key);
    assert.equal(read.value, null);
    assert.ok(verifyNonMembership(proof, spec, root, path));
  }
});

test('a wrong value, a wrong root and a wrong key are refused', async () => {
  const { read, root, proof, path } = await entry('accounts', ready.accounts[0].address.toLowerCase());
  const value = bytes(read.value);
  const refused = (check) => { try { return !check(); } catch { return true; } };
  const bent = (array) => { const copy = Uint8Array.from(array); copy[copy.length - 1] ^= 1; return copy; };
  assert.ok(refused(() => verifyMembership(proof, spec, root, path, bent(value))));
  assert.ok(refused(() => verifyMembership(proof, spec, bent(root), path, value)));
  assert.ok(refused(() => verifyMembership(proof, spec, root, bent(path), value)));
  assert.ok(refused(() => verifyNonMembership(proof, spec, root, path)));
});
