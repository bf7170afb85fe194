"""Public keys: how they are written, the ways that lead to them, and how signatures are checked.

- `multibase`: text encodings of bytes.
- `public_key`: the value `PublicKey`, checked when it is made.
- `multikey`, `jwk`: the two ways to write one.
- `verification_method`, `controller`: keys as DID documents and controller documents list them.
- `did_key`, `did_jwk`: identifiers that contain their key.
- `did_web`: identifiers that stand for the address of a document.
- `resolution`: from the `verificationMethod` of a proof to the issuer's key, or why there is none.
- `signature`: whether a signature is the key's.
"""
