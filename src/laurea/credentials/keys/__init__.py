"""Public keys: how they are written (Multikey, JWK, DIDs) and how signatures are checked.

- `multibase`: text encodings of bytes.
- `public_key`: the value `PublicKey`, checked when it is made.
- `multikey`, `jwk`: the two ways to write one.
- `verification_method`: keys as DID documents and controller documents list them.
- `did_key`, `did_jwk`: identifiers that contain their key.
- `signature`: whether a signature is the key's.
"""
