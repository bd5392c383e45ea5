const privateNames: ReadonlySet<string> = new Set([
  ...['node_modules', 'credentials', 'secrets', 'secret', 'passwords', 'shadow', 'private'],
  ...['service-account.json', 'credentials.json', 'secrets.json', 'secrets.yaml', 'secrets.yml', 'keystore.jks'],
])
const privateEndings = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg|ppk|crt|cer|der|token)$/i
const privateStarts = /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|env\.|secrets?[._-]|credentials?[._-])/i

/**
 * Whether a voice model must not even know the name: dot files and folders (`.env`, `.git`, `.ssh`), keys, certificates,
 * stores of secrets, and folders of other people's code.
 */
export function isPrivateName(name: string): boolean {
  return (
    name.startsWith('.') ||
    privateNames.has(name.toLowerCase()) ||
    privateEndings.test(name) ||
    privateStarts.test(name) ||
    /^id_/.test(name)
  )
}
