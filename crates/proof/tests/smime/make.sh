#!/bin/sh
# Makes the signed mails of this folder anew: people, keys and issuers are made up, the keys are thrown away.
# Run it in this folder; it needs openssl 3.
set -eu
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
DAYS=12000

rsa() { openssl genrsa -out "$1.key" "$2" 2>/dev/null; }
# certify NAME SUBJECT ISSUER SERIAL EXTENSIONS...: a certificate for NAME.key, signed by ISSUER.
certify() {
    name=$1 subject=$2 issuer=$3 serial=$4
    shift 4
    printf '%s\n' "$@" >ext
    openssl req -new -key "$name.key" -subj "$subject" -utf8 -out csr
    if [ "$name" = "$issuer" ]; then
        openssl x509 -req -in csr -signkey "$name.key" -days $DAYS -set_serial "$serial" -extfile ext \
            -sha256 -out "$name.pem" 2>/dev/null
    else
        openssl x509 -req -in csr -CA "$issuer.pem" -CAkey "$issuer.key" -days $DAYS \
            -set_serial "$serial" -extfile ext -sha256 -out "$name.pem" 2>/dev/null
    fi
}
CA='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash'
mailbox() {
    printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\nsubjectKeyIdentifier=hash\nsubjectAltName=email:%s\n' "$1"
}

for name in root middle signer stranger twin fake under-fake self web; do rsa $name 2048; done
rsa short 1024
openssl ecparam -genkey -name prime256v1 -noout -out ec256.key
openssl ecparam -genkey -name secp384r1 -noout -out ec384.key
certify root '/C=JP/O=Mihon Trust/CN=Mihon Root' root 1 "$CA"
certify middle '/C=JP/O=Mihon Trust/CN=Mihon Mail CA' root 2 "$CA"
BANK='/C=JP/O=Mihon Bank/CN=Mihon Bank'
certify signer "$BANK" middle 100 "$(mailbox notice@bank.example)"
certify twin "$BANK" middle 100 "$(mailbox notice@bank.example)"
certify stranger '/C=JP/CN=Taro Mihon' middle 101 "$(mailbox taro@home.example)"
certify short "$BANK" middle 102 "$(mailbox notice@bank.example)"
certify ec256 "$BANK" middle 103 "$(mailbox notice@bank.example)"
certify ec384 "$BANK" middle 104 "$(mailbox notice@bank.example)"
certify self "$BANK" self 105 "$(mailbox notice@bank.example)"
certify web "$BANK" middle 106 'extendedKeyUsage=serverAuth' 'subjectAltName=email:notice@bank.example'
certify fake '/C=JP/O=Mihon Trust/CN=Mihon Shop' middle 107 'subjectAltName=email:shop@home.example'
certify under-fake "$BANK" fake 108 "$(mailbox notice@bank.example)"

printf 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nお振り込みを受け付けました。\r\n\r\n見本銀行\r\n' >text
printf 'Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\nContent-Type: text/plain\r\n\r\nReceived.\r\n--alt\r\nContent-Type: text/html\r\n\r\n<p>Received.</p>\r\n--alt--\r\n' >many

# mail NAME OPTIONS...: one signed mail, its fields above what openssl wrote.
mail() {
    name=$1 input=$2
    shift 2
    openssl cms -sign -in "$input" -binary -out out "$@"
    {
        printf 'Received: from out.bank.example (out.bank.example [192.0.2.7])\r\n\tby mx.mailbox.example with ESMTP; Fri, 1 Jan 2027 10:00:00 +0900\r\nFrom: Mihon Bank <notice@bank.example>\r\nTo: hanako@home.example\r\nSubject: Notice\r\nDate: Fri, 1 Jan 2027 10:00:00 +0900\r\n'
        sed 's/\r$//; s/$/\r/' out
    } >"$here/$name.eml"
}
by() { echo "-signer $1.pem -inkey $1.key"; }
MID='-certfile middle.pem'
mail detached text $(by signer) $MID
mail multipart many $(by signer) $MID
mail opaque text -nodetach $(by signer) $MID
mail opaque-ber text -nodetach -stream $(by signer) $MID
mail detached-ber text -stream $(by signer) $MID
mail ec256 text $(by ec256) $MID
mail ec384 text -md sha384 $(by ec384) $MID
mail sha512 text -md sha512 $(by signer) $MID
mail pss text $(by signer) -keyopt rsa_padding_mode:pss $MID
mail key-id text -keyid $(by signer) $MID
mail without-attributes text -noattr $(by signer) $MID
mail without-certificates text -nocerts $(by signer)
mail without-middle text $(by signer)
mail sha1 text -md sha1 $(by signer) $MID
mail short-key text $(by short) $MID
mail other-mailbox text $(by stranger) $MID
mail two-signers text $(by stranger) $(by signer) $MID
mail self-signed text $(by self)
mail not-for-mail text $(by web) $MID
mail issuer-is-no-ca text $(by under-fake) -certfile fake.pem
mail twin text -nocerts $(by signer) -certfile twin.pem
# Signed by a mailbox, then signed once more by another around it.
openssl cms -sign -in text -binary -nodetach -out once $(by signer) $MID
mail twice once -nodetach $(by stranger) $MID
cp root.pem "$here/root.pem"
