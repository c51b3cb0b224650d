### 設定、記録、権限、外との出入りの点検。

doctor-config-heading = 設定
doctor-config = { $file }: 正しく読めました
doctor-no-config = 設定はありません（{ $file }）。見張るものも、知らせる先もありません。
doctor-mailbox = メールボックス { $name }: { $place }
doctor-no-mailbox = メールボックスは設定されていません。
doctor-maildir-missing = このフォルダーがありません: { $name }
doctor-preset-unknown = { $name } という名前のメールサービスは一覧にありません。mioboe presets で一覧が出ます。
doctor-channel = 知らせ方: { $name }
doctor-channel-shut = mioboe watch が最後に試したとき、使えませんでした（{ $at } から。{ $why }）。ときどき試し直します。使えるかどうかは mioboe watch --test で分かります。
doctor-no-channel = 知らせ方は設定されていません。
doctor-secrets = パスワードの置き場所: { $place }
doctor-secrets-needed = そこから要るもの: { $names }。あるかどうかは mioboe secret test 名前 で調べられます。
doctor-no-bus = デスクトップにログインしていないので、キーリングを使えません。
doctor-no-secrets-file = このファイルはまだありません。mioboe secret set で作られます。
doctor-no-credentials = systemd からこのコマンドに資格情報は渡されていません。サービスの中にだけ渡されます。
doctor-no-program = このプログラムがありません。

doctor-store-heading = 記録
doctor-store-unknown = 見ていません。場所は設定に書かれていますが、その設定を使えません。--store で指定してください。
doctor-no-store = まだ何も記録していません（{ $file }）。
doctor-store = 記録の場所: { $file }（{ $octets }）
doctor-migration-due = 古い版で作られています。次に開くときに、写しを取ってから新しい形にします。
doctor-counts = 記録 { $mails } 件、答えを待つ質問 { $questions } 件、まだ知らせていないもの { $waiting } 件
doctor-age = 最後に記録したとき: { $at }
doctor-no-age = まだ何も記録していません。
doctor-oldest-notice = まだ知らせていないもののうち、いちばん古いものは { $at } から待っています。
doctor-notices-stuck = 知らせが届いていません。mioboe が動いているかを確かめ、知らせ方を試してください。
doctor-whole = 記録に壊れたところは見つかりませんでした。
doctor-problem = 記録の点検で見つかったこと: { $problem }。最後の控えから戻してください。
doctor-copy = 版を上げたときの写し: { $file }
doctor-read-only = 記録に書き込めないので、新しいことを記録できません。権限と、ディスクのつなぎ方を確かめてください。
doctor-little-room = ディスクの空きがわずかです: { $octets }。空きを作らないと、まもなく記録できなくなります。
doctor-room = ディスクの空き: { $octets }

doctor-accounts-heading = いつのものか
doctor-no-account = アカウントはまだありません。
doctor-account-unread = { $name }: まだ何も読んでいません
doctor-account-imported = { $name }: ファイルから取り込んだもの
doctor-account = { $name }: フォルダー { $count }。最後に変わっていたとき:
doctor-folder = - { $folder }: { $at }
doctor-more-folders = - ほかに { $count }

doctor-files-heading = だれが読めるか
doctor-private = ファイルを読み書きできるのは、あなたの利用者だけです。
doctor-no-files = ファイルはまだありません。
doctor-exposed = ほかの利用者も読めます: { $file }。権限を 0600 にしてください。
doctor-writable = ほかの利用者が書き換えられます: { $file }。権限を 0600 にし、書き換えられていないかを確かめてください。
doctor-folder-writable = ほかの利用者がファイルを置いたり、取り替えたりできます: { $file }。権限を 0700 にしてください。
doctor-config-readable = ほかの利用者も読めます: { $file }。パスワードは書かれていませんが、名前やアドレスがあります。見られたくないときは、権限を 0600 にしてください。

doctor-doors-heading = 外との出入り
doctor-door-open = { $door }: 使います。{ $what }
doctor-door-used = { $door }: 使います（{ $names }）。{ $what }
doctor-door-idle = { $door }: 使いません。{ $what }
doctor-offline = 通信するものは、コマンドごとに --offline で止められます。doctor は、記録の場所がデータベースのときにそこへつなぐほかは、どれも使いません。
door-dns = 差出人のドメインについて、この機械の DNS サーバーに問い合わせます。
door-children = 画像と PDF の中を見る別のプロセスです。パスワードを出すプログラムを設定していれば、それも動かします。
door-imap = 設定したメールボックスを読みます。
door-desktop = このデスクトップに知らせます。
door-ntfy = ntfy のサーバーから知らせます。
door-webhook = お使いのプログラムに知らせます。
door-smtp = メールで知らせます。
door-sieve = 設定したメールボックスの振り分け規則を読みます。
door-keyring = このデスクトップのキーリングにあるパスワードを使います。
