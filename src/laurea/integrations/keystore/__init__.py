"""Private keys in files: made, encrypted, read, and behind the `Signer` port.

- `key_file`: the file itself, with the public part that anybody may read.
- `private_key`: making private keys and writing them down.
- `encryption`: the private part under a passphrase.
- `signers`: signing with an opened key.
"""
