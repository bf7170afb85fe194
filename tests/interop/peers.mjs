// Other people's verifiers and issuers behind one line protocol, without a network.
//
// Standard input: one JSON object a line. The first maps the addresses of contexts to files:
// what `@digitalbazaar/vc` may load besides key documents; `@digitalcredentials` brings contexts
// of its own. Each further line is a request, answered before the next is read:
//   {"peer": NAME, "operation": "verify", "web": {URL: {…}}, "document": {…}}
//   {"peer": NAME, "operation": "issue", "web": {URL: {…}}, "document": {…}, "seed": HEX}
// `web` is what stands under addresses: status lists, schemas, key documents.
// Standard output: one JSON object for each request:
//   {"peer", "verified", "error", "steps", "asked"} or {"peer", "document", "asked"}
// `asked` lists the addresses that the peer asked for and that were not in `web`.

import fs from 'node:fs';
import net from 'node:net';
import readline from 'node:readline';

net.Socket.prototype.connect = () => {
  throw new Error('no connection leaves this process');
};
console.log = console.error; // standard output is for answers only

const lines = readline.createInterface({input: process.stdin})[Symbol.asyncIterator]();
const contexts = JSON.parse((await lines.next()).value);
const asked = new Set();
let web = {};

function documentAt(url) {
  if(!(url in web)) {
    asked.add(url);
    throw new Error(`no network: ${url}`);
  }
  return web[url];
}

globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  if(url in web) {
    const headers = {'content-type': 'application/json'};
    return new Response(JSON.stringify(web[url]), {headers});
  }
  asked.add(url);
  return new Response('Not found.', {status: 404}); // an exception would be tried again
};

// The packages take hold of `fetch` while they load, so they load after it was replaced.
const bazaar = {
  vc: await import('@digitalbazaar/vc'),
  Ed25519Multikey: await import('@digitalbazaar/ed25519-multikey'),
  integrity: await import('@digitalbazaar/data-integrity'),
  eddsa: await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite'),
  status: await import('@digitalbazaar/vc-bitstring-status-list'),
};
const dcc = {
  vc: await import('@digitalcredentials/vc'),
  Ed25519Multikey: await import('@digitalcredentials/ed25519-multikey'),
  integrity: await import('@digitalcredentials/data-integrity'),
  eddsa: await import('@digitalcredentials/eddsa-rdfc-2022-cryptosuite'),
  loader: await import('@digitalcredentials/security-document-loader'),
  verifier: await import('@digitalcredentials/verifier-core'),
};

const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';

function loaded(url, document) {
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

function keyDocument(url) {
  const [did] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  const method = {id, type: 'Multikey', controller: did, publicKeyMultibase};
  if(url === id) {
    return {'@context': MULTIKEY_CONTEXT, ...method};
  }
  if(url !== did) {
    throw new Error(`did:key has no such key: ${url}`);
  }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY_CONTEXT],
    id: did,
    verificationMethod: [method],
    assertionMethod: [id],
    authentication: [id],
  };
}

async function bazaarLoader(url) {
  if(url.startsWith('did:key:')) {
    return loaded(url, keyDocument(url));
  }
  if(!(url in contexts)) {
    return {contextUrl: null, documentUrl: url, document: documentAt(url)};
  }
  return loaded(url, JSON.parse(fs.readFileSync(contexts[url])));
}

function errorsOf(error) {
  const inner = [error.errors ?? [], error.cause ?? []].flat();
  return [String(error.message ?? error), ...inner.flatMap(errorsOf)];
}

async function bazaarVerify(credential) {
  const suite = new bazaar.integrity.DataIntegrityProof({cryptosuite: bazaar.eddsa.cryptosuite});
  const documentLoader = bazaarLoader;
  const checkStatus = ({credential: subject}) => bazaar.status.checkStatus({
    credential: subject, documentLoader, suite,
  });
  const report = await bazaar.vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  const error = report.error ?? report.statusResult?.error;
  // The peer says that it read the lists, and leaves it to the caller to look at the bits.
  const set = (report.statusResult?.results ?? []).filter(({status}) => status);
  const words = [
    ...(error ? errorsOf(error) : []),
    ...set.map(({credentialStatus}) => `status: ${credentialStatus.statusPurpose}`),
  ];
  const steps = {proof: report.results?.[0]?.verified ?? false, status: set.length === 0};
  return {verified: report.verified && set.length === 0, error: words.join(' | ') || null, steps};
}

async function dccVerify(credential) {
  const report = await dcc.verifier.verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((report.log ?? []).map(step => [step.id, step.valid ?? false]));
  // Whether the issuer is in a registry is another question, and no registry was given.
  const failed = Object.keys(steps).filter(id => id !== 'registered_issuer' && !steps[id]);
  // The peer keeps schemas from one credential to the next, so they are for the caller to judge.
  const [schema] = report.additionalInformation ?? [];
  if(Array.isArray(schema?.results)) {
    steps.schema = schema.results.every(({result}) => result.valid);
  }
  const errors = (report.errors ?? []).map(error => `${error.name}: ${error.message}`);
  const verified = errors.length === 0 && failed.length === 0 && steps.valid_signature === true;
  return {verified, error: [...errors, ...failed].join(' | ') || null, steps};
}

async function issueWith({vc, Ed25519Multikey, integrity, eddsa}, documentLoader, credential, seed) {
  const pair = await Ed25519Multikey.generate({seed: Buffer.from(seed, 'hex')});
  const did = `did:key:${pair.publicKeyMultibase}`;
  pair.controller = did;
  pair.id = `${did}#${pair.publicKeyMultibase}`;
  credential.issuer.id = did;
  const suite = new integrity.DataIntegrityProof({
    signer: pair.signer(), cryptosuite: eddsa.cryptosuite,
  });
  return {document: await vc.issue({credential, suite, documentLoader})};
}

const PEERS = {
  '@digitalbazaar/vc': {
    verify: ({document}) => bazaarVerify(document),
    issue: ({document, seed}) => issueWith(bazaar, bazaarLoader, document, seed),
  },
  '@digitalcredentials/verifier-core': {
    verify: ({document}) => dccVerify(document),
    issue: ({document, seed}) =>
      issueWith(dcc, dcc.loader.securityLoader().build(), document, seed),
  },
};

for await (const line of lines) {
  const request = JSON.parse(line);
  asked.clear();
  web = request.web;
  let answer;
  try {
    answer = await PEERS[request.peer][request.operation](request);
  } catch(error) {
    answer = {verified: false, error: `thrown: ${errorsOf(error).join(' | ')}`, steps: {}};
  }
  process.stdout.write(JSON.stringify({peer: request.peer, ...answer, asked: [...asked]}) + '\n');
}
