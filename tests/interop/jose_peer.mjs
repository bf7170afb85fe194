// The package `jose` behind one line protocol: keys and tokens in, tokens and payloads out.
//
// Standard input, one JSON object a line, each answered before the next is read:
//   {"operation": "verify", "token": TEXT, "jwk": {…}, "algorithm": NAME}
//   {"operation": "sign", "payload": {…}, "header": {…}, "jwk": {…}}
// Standard output: {"payload": {…}} or {"token": TEXT} or {"error": TEXT}.

import net from 'node:net';
import readline from 'node:readline';

net.Socket.prototype.connect = () => {
  throw new Error('no connection leaves this process');
};

const jose = await import('jose');

async function verify({token, jwk, algorithm}) {
  const key = await jose.importJWK(jwk, algorithm);
  const {payload} = await jose.compactVerify(token, key, {algorithms: [algorithm]});
  return {payload: JSON.parse(new TextDecoder().decode(payload))};
}

async function sign({payload, header, jwk}) {
  const key = await jose.importJWK(jwk, header.alg);
  const content = new TextEncoder().encode(JSON.stringify(payload));
  return {token: await new jose.CompactSign(content).setProtectedHeader(header).sign(key)};
}

for await (const line of readline.createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await {verify, sign}[request.operation](request);
  } catch(error) {
    answer = {error: String(error.message ?? error)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
