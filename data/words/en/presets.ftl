### What is known of mail providers.

preset-id = In the configuration: preset = "{ $id }"
preset-server = Server: { $server } ({ $security })
preset-security-tls = TLS
preset-security-starttls = STARTTLS
preset-user = User: { $user }
preset-user-address = the whole mail address
preset-user-before-at = what stands before the @ of the address
preset-user-given = a name that the provider gave
preset-login = Log in with: { $login }
preset-login-password = the password of the mailbox
preset-login-app-password = a password made for programs (app password)
preset-login-xoauth2 = an OAuth access token; passwords are not taken
preset-page = The provider’s page: { $page }
preset-known = Known from: { $standing }. Looked at on { $day }.
preset-standing-official = the provider’s own page
preset-standing-reported = others; the provider’s own page was not seen
preset-standing-unverified = no source was found
preset-source = Source: { $source }
preset-entry = To have mioboe follow this mailbox, write into the configuration (usually ~/.config/mioboe/config.toml):
preset-entry-user = YOUR ADDRESS
preset-entry-then = Then keep the password with mioboe secret set { $id }, and try it with mioboe watch --test.
