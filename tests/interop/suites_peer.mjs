// Digital Bazaar's cryptosuites behind one question, without a network.
//
// Standard input: one JSON object, {"contexts": {URL: FILE}, "requests": [REQUEST, …]}:
//   {"operation": "verify", "suite": NAME, "document": {…}}
//   {"operation": "issue", "suite": NAME, "curve": "P-256", "document": {…}, "pointers": […]}
//      (a suite of EdDSA knows one curve, and none is named)
//   {"operation": "derive", "document": {…}, "pointers": […]}
// Standard output: one JSON array, an answer for each request:
//   {"verified", "error"} or {"document"}

import fs from 'node:fs';
import net from 'node:net';

net.Socket.prototype.connect = () => {
  throw new Error('no connection leaves this process');
};
globalThis.fetch = async url => {
  throw new Error(`no network: ${url}`);
};
console.log = console.error; // standard output is for answers only

const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const Ed25519Multikey = await import('@digitalbazaar/ed25519-multikey');
const EcdsaMultikey = await import('@digitalbazaar/ecdsa-multikey');
const ecdsaRdfc = await import('@digitalbazaar/ecdsa-rdfc-2019-cryptosuite');
const ecdsaJcs = await import('@digitalbazaar/ecdsa-jcs-2019-cryptosuite');
const eddsaRdfc = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const eddsaJcs = await import('@digitalbazaar/eddsa-jcs-2022-cryptosuite');
const sd = await import('@digitalbazaar/ecdsa-sd-2023-cryptosuite');
const vc = await import('@digitalbazaar/vc');

const {contexts, requests} = JSON.parse(fs.readFileSync(0));
const SUITES = {
  'eddsa-rdfc-2022': {verifier: () => eddsaRdfc.cryptosuite, signer: () => eddsaRdfc.cryptosuite},
  'eddsa-jcs-2022': {
    verifier: eddsaJcs.createVerifyCryptosuite, signer: eddsaJcs.createSignCryptosuite,
  },
  'ecdsa-rdfc-2019': {verifier: () => ecdsaRdfc.cryptosuite, signer: () => ecdsaRdfc.cryptosuite},
  'ecdsa-jcs-2019': {
    verifier: ecdsaJcs.createVerifyCryptosuite, signer: ecdsaJcs.createSignCryptosuite,
  },
  'ecdsa-sd-2023': {
    verifier: sd.createVerifyCryptosuite,
    signer: pointers => sd.createSignCryptosuite({mandatoryPointers: pointers}),
  },
};
const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';

async function documentLoader(url) {
  const documentUrl = url;
  if(url in contexts) {
    const document = JSON.parse(fs.readFileSync(contexts[url]));
    return {contextUrl: null, documentUrl, document, tag: 'static'};
  }
  const [did] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  const method = {id, type: 'Multikey', controller: did, publicKeyMultibase};
  const document = url === id ? {'@context': MULTIKEY_CONTEXT, ...method} : {
    '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY_CONTEXT],
    id: did,
    verificationMethod: [method],
    assertionMethod: [id],
  };
  return {contextUrl: null, documentUrl, document};
}

async function verify({suite: name, document: credential}) {
  const suite = new DataIntegrityProof({cryptosuite: SUITES[name].verifier()});
  const report = await vc.verifyCredential({credential, suite, documentLoader});
  const inner = (report.error?.errors ?? []).map(error => error.message);
  return {verified: report.verified, error: [report.error?.message, ...inner].join(' | ')};
}

async function issue({suite: name, curve, document: credential, pointers}) {
  const pair = await (curve ? EcdsaMultikey.generate({curve}) : Ed25519Multikey.generate());
  const {publicKeyMultibase} = await pair.export({publicKey: true});
  const did = `did:key:${publicKeyMultibase}`;
  pair.controller = did;
  pair.id = `${did}#${publicKeyMultibase}`;
  credential.issuer.id = did;
  const cryptosuite = SUITES[name].signer(pointers);
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite});
  return {document: await vc.issue({credential, suite, documentLoader})};
}

async function derive({document: verifiableCredential, pointers: selectivePointers}) {
  const cryptosuite = sd.createDiscloseCryptosuite({selectivePointers});
  const suite = new DataIntegrityProof({cryptosuite});
  return {document: await vc.derive({verifiableCredential, suite, documentLoader})};
}

const OPERATIONS = {verify, issue, derive};
const answers = [];
for(const request of requests) {
  try {
    answers.push(await OPERATIONS[request.operation](request));
  } catch(error) {
    answers.push({verified: false, error: `thrown: ${error.message} ${error.stack}`});
  }
}
process.stdout.write(JSON.stringify(answers));
